"""A partner's token is good for what its scopes name, and for its own tenant."""

from typing import Any

import pytest

from tests.demo.client import Client


@pytest.fixture
def reader(base_url: str) -> Client:
    return Client(base_url, Authorization="Bearer acme-feed-reader-token-1")


def test_a_writer_sets_the_stock_and_again(feed: Client, reader: Client, new_product: dict[str, Any]) -> None:
    path = f"/v1/feeds/stock/{new_product['sku']}"
    for _ in range(2):
        assert feed.send("PUT", path, {"stock": 7}).body == {"sku": new_product["sku"], "stock": 7}
        assert reader.get(path).body["stock"] == 7


def test_a_reader_sets_nothing(reader: Client, new_product: dict[str, Any]) -> None:
    path = f"/v1/feeds/stock/{new_product['sku']}"
    answer = reader.send("PUT", path, {"stock": 0})
    assert (answer.status, answer.code) == (403, "insufficient_scope")
    assert reader.get(path).body["stock"] == new_product["stock"]


def test_another_tenant_has_its_own_stock(base_url: str, feed: Client, new_product: dict[str, Any]) -> None:
    other = Client(base_url, Authorization="Bearer globex-feed-writer-token-1")
    path = f"/v1/feeds/stock/{new_product['sku']}"
    assert other.get(path).status == other.send("PUT", path, {"stock": 0}).status == 404
    assert feed.get(path).body["stock"] == new_product["stock"]
    assert new_product["sku"] not in {item["sku"] for item in other.get("/v1/feeds/stock", limit=100).body["items"]}


def test_users_and_partners_have_different_tokens(feed: Client, ada: Client) -> None:
    assert (ada.get("/v1/feeds/stock").code, feed.get("/v1/me").code) == ("invalid_token", "invalid_token")
