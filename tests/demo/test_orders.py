"""Orders: totals, stock, states, and what a refused order leaves behind: nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.demo.client import Client
from tests.demo.making import create_product, pay, place_order

# The document's laws, written down a second time.
MOVES = {
    "placed": {"paid", "cancelled"},
    "paid": {"shipped", "cancelled"},
    "shipped": set[str](),
    "cancelled": set[str](),
}


def _stock(client: Client, product: dict[str, Any]) -> int:
    return int(client.get(f"/v1/products/{product['id']}").body["stock"])


def _ship(warehouse: Client, order: dict[str, Any]) -> Any:
    return warehouse.post(f"/v1/warehouse/orders/{order['id']}/ship", {"tracking_code": "TRK-123"})


def _cancel(client: Client, order: dict[str, Any]) -> Any:
    return client.post(f"/v1/orders/{order['id']}/cancel", {"reason": "mistake"})


def test_totals_are_the_shops_and_prices_stay_as_they_were(alice: Client, ada: Client) -> None:
    dear, cheap = create_product(ada, price_cents=999), create_product(ada, price_cents=1)
    lines = [{"product_id": dear["id"], "quantity": 3}, {"product_id": cheap["id"], "quantity": 5}]
    order = alice.post("/v1/orders", {"items": lines}).body
    assert [item["line_total_cents"] for item in order["items"]] == [2997, 5]
    assert order["total_cents"] == 3002
    renamed = {"sku": dear["sku"], "name": "New", "category": "books", "price_cents": 5, "stock": 9}
    assert ada.send("PUT", f"/v1/products/{dear['id']}", renamed, If_Match="*").status == 200
    assert alice.get(f"/v1/orders/{order['id']}").body == order


def test_an_order_takes_the_stock_and_a_cancelled_one_gives_it_back(alice: Client, new_product: dict[str, Any]) -> None:
    order = place_order(alice, new_product["id"], 7)
    assert _stock(alice, new_product) == 43
    assert _cancel(alice, order).status == 200
    assert _stock(alice, new_product) == 50
    assert _cancel(alice, order).code == "order_state"
    assert _stock(alice, new_product) == 50


def test_too_little_stock_takes_nothing(alice: Client, ada: Client) -> None:
    enough, scarce = create_product(ada, stock=10), create_product(ada, stock=2)
    total = alice.get("/v1/orders").body["total"]
    lines = [{"product_id": enough["id"], "quantity": 5}, {"product_id": scarce["id"], "quantity": 3}]
    answer = alice.post("/v1/orders", {"items": lines})
    assert (answer.status, answer.code) == (409, "insufficient_stock")
    assert (_stock(alice, enough), _stock(alice, scarce)) == (10, 2)
    assert alice.get("/v1/orders").body["total"] == total
    place_order(alice, scarce["id"], 2)
    assert _stock(alice, scarce) == 0


def test_a_product_in_two_items_or_unknown_is_refused(alice: Client, new_product: dict[str, Any]) -> None:
    line = {"product_id": new_product["id"], "quantity": 1}
    twice = alice.post("/v1/orders", {"items": [line, line]})
    assert (twice.status, twice.broken) == (422, {("body", "/items/1/product_id", "duplicate_item")})
    unknown = alice.post("/v1/orders", {"items": [line, {**line, "product_id": f"prd_{'a' * 20}"}]})
    assert (unknown.status, unknown.broken) == (422, {("body", "/items/1/product_id", "unknown_reference")})
    assert _stock(alice, new_product) == 50


def test_numbers_count_on_within_the_tenant(people: dict[str, Client], new_product: dict[str, Any]) -> None:
    first = place_order(people["alice"], new_product["id"])["number"]
    assert place_order(people["bob"], new_product["id"])["number"] == first + 1


def _order_in(state: str, client: Client, warehouse: Client, product: dict[str, Any]) -> dict[str, Any]:
    order = place_order(client, product["id"])
    if state in ("paid", "shipped"):
        pay(client, order)
    if state == "shipped":
        assert _ship(warehouse, order).status == 200
    if state == "cancelled":
        assert _cancel(client, order).status == 200
    return dict(client.get(f"/v1/orders/{order['id']}").body)


@pytest.mark.parametrize("move", ["paid", "shipped", "cancelled"])
@pytest.mark.parametrize("state", MOVES)
def test_only_the_moves_of_the_table(
    alice: Client, warehouse: Client, new_product: dict[str, Any], state: str, move: str
) -> None:
    order = _order_in(state, alice, warehouse, new_product)
    path = f"/v1/orders/{order['id']}"
    payment = {"method": "card", "amount_cents": order["total_cents"]}
    attempts: dict[str, Callable[[], Any]] = {
        "paid": lambda: alice.post(f"{path}/pay", payment, Idempotency_Key="another-key"),
        "shipped": lambda: _ship(warehouse, order),
        "cancelled": lambda: _cancel(alice, order),
    }
    answer = attempts[move]()
    after = alice.get(path).body
    if move in MOVES[state]:
        assert (answer.status, after["status"], after["version"]) == (200, move, order["version"] + 1)
    else:
        assert (answer.status, answer.code) == (409, "order_state")
        assert after == order


@pytest.mark.parametrize("state", ["paid", "shipped", "cancelled"])
def test_only_a_placed_order_changes(alice: Client, warehouse: Client, new_product: dict[str, Any], state: str) -> None:
    order = _order_in(state, alice, warehouse, new_product)
    answer = alice.send("PATCH", f"/v1/orders/{order['id']}", {"note": "late"})
    assert (answer.status, answer.code) == (409, "order_state")
    assert alice.get(f"/v1/orders/{order['id']}").body == order


def test_patch_changes_what_is_sent_and_nothing_else(alice: Client, new_product: dict[str, Any]) -> None:
    address = {"label": "a", "name": "b", "street": "c", "city": "d", "postcode": "E1 6AN", "country": "GB"}
    address_id = alice.post("/v1/addresses", address).body["id"]
    order = place_order(alice, new_product["id"], note="first", address_id=address_id)
    path = f"/v1/orders/{order['id']}"
    changed = alice.send("PATCH", path, {"note": "second"}).body
    moving = ("note", "version", "updated_at")
    assert {**order, **{name: changed[name] for name in moving}} == changed
    assert alice.send("PATCH", path, {"note": None}).body["note"] is None
    assert alice.send("PATCH", path, {"address_id": None}).body["shipping_address"] is None
    assert alice.send("PATCH", path, {"address_id": address_id}).body["shipping_address"]["id"] == address_id


def test_an_order_keeps_its_address_when_the_address_goes(alice: Client, new_product: dict[str, Any]) -> None:
    address = {"label": "a", "name": "b", "street": "c", "city": "d", "postcode": "E1 6AN", "country": "GB"}
    address_id = alice.post("/v1/addresses", address).body["id"]
    order = place_order(alice, new_product["id"], address_id=address_id)
    assert alice.send("DELETE", f"/v1/addresses/{address_id}").status == 204
    assert alice.get(f"/v1/orders/{order['id']}").body["shipping_address"]["city"] == "d"


@pytest.mark.parametrize("amount", [1399, 1401])
def test_the_amount_is_the_total(alice: Client, new_product: dict[str, Any], amount: int) -> None:
    order = place_order(alice, new_product["id"], 2)
    body = {"method": "card", "amount_cents": amount}
    answer = alice.post(f"/v1/orders/{order['id']}/pay", body, Idempotency_Key=f"wrong-{amount}")
    assert (answer.status, answer.code) == (409, "amount_mismatch")
    assert alice.get(f"/v1/orders/{order['id']}").body == order


def test_a_product_in_a_running_order_stays(alice: Client, ada: Client, new_product: dict[str, Any]) -> None:
    order = place_order(alice, new_product["id"])
    path = f"/v1/products/{new_product['id']}"
    assert ada.send("DELETE", path).code == "product_in_use"
    _cancel(alice, order)
    assert ada.send("DELETE", path).status == 204
    assert ada.send("DELETE", path).status == 404
    assert alice.get(f"/v1/orders/{order['id']}").body["items"] == order["items"]
