"""What the API promises about reports."""

import pytest
import requests


def test_order_a_report_is_accepted_to_be_done_later(
    created_report: requests.Response,
) -> None:
    """Reports / Order a report: is accepted, to be done later."""
    assert created_report.status_code == 202
    assert "Retry-After" in created_report.headers
    body = created_report.json()
    assert created_report.headers["Location"] == f"/v1/reports/{body['id']}"
    assert body["result_url"] is None


def test_is_the_report_done_is_under_way_or_done(
    finished_report: requests.Response,
) -> None:
    """Reports / Is the report done: is under way or done."""
    assert finished_report.status_code == 200
    assert finished_report.json()["status"] in ("queued", "running", "done")


@pytest.mark.usefixtures("finished_report")
def test_result_of_the_report_adds_up(
    admin_client: requests.Session, created_report: requests.Response
) -> None:
    """Reports / Result of the report: adds up."""
    report_id = created_report.json()["id"]
    response = admin_client.get(f"/v1/reports/{report_id}/result")
    assert response.status_code == 200
    body = response.json()
    assert [row["key"] for row in body["rows"]] == [
        "placed",
        "paid",
        "shipped",
        "cancelled",
    ]
    assert body["total_cents"] == sum(row["total_cents"] for row in body["rows"])
