"""What the API promises about exports."""

import re

import httpx
import pytest


@pytest.fixture
def export_of_shipped_orders(
    admin_client: httpx.Client, shipped_order: httpx.Response
) -> httpx.Response:
    """Reports / Export of shipped orders."""
    response = admin_client.get("/v1/exports/orders.csv", params={"status": "shipped"})
    assert response.status_code == 200, response.text
    return response


def test_export_of_shipped_orders_is_a_csv_file_of_shipped_orders(
    export_of_shipped_orders: httpx.Response,
) -> None:
    """Reports / Export of shipped orders: is a CSV file of shipped orders."""
    assert export_of_shipped_orders.status_code == 200
    assert re.search("^text/csv", export_of_shipped_orders.headers["Content-Type"])
    rows = [
        line.split(",") for line in export_of_shipped_orders.text.strip().split("\r\n")
    ]
    assert rows[0][:4] == ["number", "status", "customer", "total_cents"]
    for row in rows[1:]:
        assert row[1] == "shipped"


def test_export_of_shipped_orders_has_the_order_of_this_run(
    export_of_shipped_orders: httpx.Response, run: str
) -> None:
    """Reports / Export of shipped orders: has the order of this run."""
    assert run in export_of_shipped_orders.text
