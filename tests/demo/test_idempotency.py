"""The same request twice is done once; another one with its key is refused."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.demo.client import Client, login
from tests.demo.conftest import HeldClock
from tests.demo.making import place_order


def _body(product: dict[str, Any], quantity: int = 1) -> dict[str, Any]:
    return {"items": [{"product_id": product["id"], "quantity": quantity}], "note": None}


def test_a_replay_is_the_first_answer(alice: Client, new_product: dict[str, Any]) -> None:
    first, second = (alice.post("/v1/orders", _body(new_product), Idempotency_Key="replay-01") for _ in range(2))
    assert (first.status, first.body, first.headers["location"]) == (201, second.body, second.headers["location"])
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert alice.get(f"/v1/products/{new_product['id']}").body["stock"] == 49


def test_the_order_of_fields_makes_no_other_body(alice: Client, new_product: dict[str, Any]) -> None:
    body = _body(new_product)
    alice.post("/v1/orders", body, Idempotency_Key="fields-01")
    again = alice.post("/v1/orders", dict(reversed(body.items())), Idempotency_Key="fields-01")
    assert again.headers["idempotency-replayed"] == "true"


def test_another_body_with_the_key_is_refused(alice: Client, new_product: dict[str, Any]) -> None:
    alice.post("/v1/orders", _body(new_product), Idempotency_Key="reuse-001")
    answer = alice.post("/v1/orders", _body(new_product, 2), Idempotency_Key="reuse-001")
    assert (answer.status, answer.code) == (422, "idempotency_key_reused")
    assert alice.get(f"/v1/products/{new_product['id']}").body["stock"] == 49


def test_a_key_is_its_users_own(people: dict[str, Client], new_product: dict[str, Any]) -> None:
    first = people["alice"].post("/v1/orders", _body(new_product), Idempotency_Key="shared-01")
    other = people["bob"].post("/v1/orders", _body(new_product), Idempotency_Key="shared-01")
    assert other.status == 201
    assert other.body["id"] != first.body["id"]


def test_a_refusal_is_not_kept(alice: Client, new_product: dict[str, Any]) -> None:
    answer = alice.post("/v1/orders", _body(new_product, 51), Idempotency_Key="refused-1")
    assert answer.status == 409
    assert alice.post("/v1/orders", _body(new_product, 50), Idempotency_Key="refused-1").status == 201


def test_a_payment_needs_a_key_and_is_made_once(alice: Client, new_product: dict[str, Any]) -> None:
    order = place_order(alice, new_product["id"])
    path, body = f"/v1/orders/{order['id']}/pay", {"method": "card", "amount_cents": order["total_cents"]}
    assert alice.post(path, body).broken == {("header", "Idempotency-Key", "required")}
    answers = [alice.post(path, body, Idempotency_Key="payment-1") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert {answer.body["version"] for answer in answers} == {2}
    assert alice.post(path, body, Idempotency_Key="payment-2").code == "order_state"


def test_a_key_of_one_order_does_not_pay_another(alice: Client, new_product: dict[str, Any]) -> None:
    for _ in range(2):
        order = place_order(alice, new_product["id"])
        body = {"method": "card", "amount_cents": order["total_cents"]}
        answer = alice.post(f"/v1/orders/{order['id']}/pay", body, Idempotency_Key="same-for-both")
        assert (answer.body["id"], answer.body["status"]) == (order["id"], "paid")


def test_the_same_request_at_once_is_done_once(alice: Client, new_product: dict[str, Any]) -> None:
    def place(_: int) -> Any:
        return alice.post("/v1/orders", _body(new_product), Idempotency_Key="at-once-1")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(place, range(16)))
    assert len({answer.body["id"] for answer in answers}) == 1
    assert alice.get(f"/v1/products/{new_product['id']}").body["stock"] == 49


def test_stock_is_never_oversold_at_once(alice: Client, new_product: dict[str, Any]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: alice.post("/v1/orders", _body(new_product, 20)), range(8)))
    assert sorted(answer.status for answer in answers) == [201, 201, *[409] * 6]
    assert alice.get(f"/v1/products/{new_product['id']}").body["stock"] == 10


def test_a_key_is_forgotten_after_a_day(held_url: str, clock: HeldClock) -> None:
    client = login(held_url, "alice")
    product = client.get("/v1/products").body["items"][0]
    first = client.post("/v1/orders", _body(product), Idempotency_Key="day-key-1")
    clock.advance(hours=23, minutes=59)
    client = login(held_url, "alice")
    assert client.post("/v1/orders", _body(product), Idempotency_Key="day-key-1").body == first.body
    clock.advance(minutes=1)
    assert client.post("/v1/orders", _body(product), Idempotency_Key="day-key-1").body["id"] != first.body["id"]
