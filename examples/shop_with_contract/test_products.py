"""What the API promises about products."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

SCHEMAS = Path(__file__).parent / "schemas"
PRODUCT_SCHEMA = json.loads(
    (SCHEMAS / "products_product.json").read_text(encoding="utf-8")
)


def test_first_page_of_gifts_holds_two_products_and_tells_the_total(
    first_page_of_gifts: requests.Response,
) -> None:
    """Catalogue / First page of gifts: holds two products and tells the total."""
    assert first_page_of_gifts.status_code == 200
    body = first_page_of_gifts.json()
    assert len(body["items"]) == 2
    assert body["total"] >= 4


def test_first_page_of_gifts_holds_only_what_was_asked_for_cheapest_first(
    first_page_of_gifts: requests.Response,
) -> None:
    """Catalogue / First page of gifts: holds only what was asked for, cheapest first."""
    body = first_page_of_gifts.json()
    for item in body["items"]:
        assert "gift" in item["tags"]
    prices = [item["price_cents"] for item in body["items"]]
    assert prices == sorted(prices)


def test_second_page_of_gifts_goes_on_where_the_first_page_ended(
    user_client: requests.Session, first_page_of_gifts: requests.Response
) -> None:
    """Catalogue / Second page of gifts: goes on where the first page ended."""
    total = first_page_of_gifts.json()["total"]
    first_page = [item["id"] for item in first_page_of_gifts.json()["items"]]
    price_cents = first_page_of_gifts.json()["items"][0]["price_cents"]
    response = user_client.get(
        "/v1/products",
        params={"tag": "gift", "sort": "price_cents", "limit": "2", "offset": "2"},
    )
    assert response.status_code == 200
    body = response.json()
    assert body["total"] == total
    for item in body["items"]:
        assert item.get("id") not in first_page
    assert body["items"][0]["price_cents"] >= price_cents


def test_one_product_is_the_product_of_the_list(
    first_page_of_gifts: requests.Response,
    validate: Callable[[object, object], None],
    one_product: requests.Response,
) -> None:
    """Catalogue / One product: is the product of the list."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    assert one_product.status_code == 200
    body = one_product.json()
    validate(body, PRODUCT_SCHEMA)
    assert body["id"] == product_id


def test_one_product_tells_its_version_as_e_tag(one_product: requests.Response) -> None:
    """Catalogue / One product: tells its version as ETag."""
    assert one_product.headers["ETag"] == f'"v{one_product.json()["version"]}"'


@pytest.mark.usefixtures("turn")
def test_the_same_product_not_changed(
    user_client: requests.Session,
    first_page_of_gifts: requests.Response,
    one_product: requests.Response,
) -> None:
    """Catalogue / The same product, not changed: is not sent again."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    etag = one_product.headers["ETag"]
    response = user_client.get(
        f"/v1/products/{product_id}", headers={"If-None-Match": etag}
    )
    assert response.status_code == 304
    assert response.text == ""
