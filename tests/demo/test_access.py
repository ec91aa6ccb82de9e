"""Who may do what: the whole matrix of identities and objects, judged by answer and by effect."""

from typing import Any

import pytest

from assay.demo.access import LEAST_ROLE, RANK
from assay.demo.contract import Operation, operations
from tests.demo.client import Client
from tests.demo.making import PNG, create_product, multipart, pay, place_order

ROLES = {"alice": "member", "mona": "manager", "ada": "admin"}
ADDRESS = {"label": "a", "name": "b", "street": "c", "city": "d", "postcode": "E1 6AN", "country": "GB"}
LIMITED = [operation for operation in operations() if operation.id in LEAST_ROLE]


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("operation", LIMITED, ids=lambda it: it.id)
def test_an_operation_needs_its_role(people: dict[str, Client], operation: Operation, name: str) -> None:
    path = operation.path
    for parameter in operation.parameters:
        path = path.replace(f"{{{parameter.name}}}", "malformed")
    answer = people[name].send(operation.method, path, {})
    allowed = RANK[ROLES[name]] >= RANK[LEAST_ROLE[operation.id]]  # type: ignore[index]
    assert (answer.status != 403) is allowed
    assert allowed or answer.code == "forbidden"


@pytest.fixture
def order(alice: Client, new_product: dict[str, Any]) -> dict[str, Any]:
    return place_order(alice, new_product["id"], note="canary-of-alice")


@pytest.mark.parametrize(
    ("name", "status"), [("alice", 200), ("bob", 404), ("mona", 200), ("ada", 200), ("carol", 404), ("gina", 404)]
)
def test_an_order_is_for_its_owner_and_those_above(
    people: dict[str, Client], order: dict[str, Any], name: str, status: int
) -> None:
    client = people[name]
    assert client.get(f"/v1/orders/{order['id']}").status == status
    seen = status == 200
    assert (order["id"] in _ids(client.get("/v1/orders", limit=100))) is seen
    assert (order["id"] in _ids(client.get("/v1/search", q="canary-of-alice", limit=100))) is seen
    assert (order["id"] in _ids(client.get("/v1/orders", customer_id=order["customer_id"], limit=100))) is seen


CHANGES = [
    ("PATCH", "", {"note": "taken over"}),
    ("POST", "/pay", {"method": "card", "amount_cents": 1400}),
    ("POST", "/cancel", {"reason": "other"}),
]


@pytest.mark.parametrize(("method", "action", "body"), CHANGES)
@pytest.mark.parametrize("name", ["bob", "carol", "gina", "gert"])
def test_a_stranger_changes_no_order(
    people: dict[str, Client], order: dict[str, Any], name: str, method: str, action: str, body: Any
) -> None:
    key = {"Idempotency_Key": "stranger-key"}
    answer = people[name].send(method, f"/v1/orders/{order['id']}{action}", body, **key)
    reference = people[name].send(method, f"/v1/orders/ord_{'a' * 20}{action}", body, **key)
    assert (answer.status, answer.body) == (reference.status, reference.body)
    assert answer.status == 404
    assert people["alice"].get(f"/v1/orders/{order['id']}").body == order


@pytest.mark.parametrize(("method", "action", "body"), CHANGES[:2])
@pytest.mark.parametrize("name", ["mona", "ada"])
def test_those_above_read_but_do_not_act_as_the_owner(
    people: dict[str, Client], order: dict[str, Any], name: str, method: str, action: str, body: Any
) -> None:
    answer = people[name].send(method, f"/v1/orders/{order['id']}{action}", body, Idempotency_Key="above-key")
    assert (answer.status, answer.code) == (403, "not_owner")
    assert people["alice"].get(f"/v1/orders/{order['id']}").body == order


def test_a_manager_cancels_the_order_of_a_member(people: dict[str, Client], order: dict[str, Any]) -> None:
    assert people["mona"].post(f"/v1/orders/{order['id']}/cancel", {"reason": "mistake"}).status == 200


def test_the_warehouse_ships_for_its_own_tenant_only(
    base_url: str, alice: Client, order: dict[str, Any], warehouse: Client
) -> None:
    pay(alice, order)
    path = f"/v1/warehouse/orders/{order['id']}/ship"
    assert Client(base_url, X_Api_Key="globex-warehouse-key-1").post(path, {"tracking_code": "TRK-123"}).status == 404
    assert warehouse.post(path, {"tracking_code": "TRK-123"}).status == 200


@pytest.mark.parametrize("name", ["bob", "mona", "ada", "carol", "gina"])
def test_an_address_is_for_its_owner_alone(people: dict[str, Client], name: str) -> None:
    address = people["alice"].post("/v1/addresses", ADDRESS).body
    path, stranger = f"/v1/addresses/{address['id']}", people[name]
    assert stranger.get(path).status == 404
    assert stranger.send("PUT", path, {**ADDRESS, "city": "x"}).status == 404
    assert stranger.send("DELETE", path).status == 404
    assert address["id"] not in _ids(stranger.get("/v1/addresses", limit=100))
    assert people["alice"].get(path).body == address


@pytest.mark.parametrize("name", ["bob", "carol"])
def test_a_foreign_address_cannot_be_used_in_an_order(people: dict[str, Client], name: str) -> None:
    foreign = people["ada"].post("/v1/addresses", ADDRESS).body["id"]
    product_id = people[name].get("/v1/products").body["items"][0]["id"]
    placed = {"items": [{"product_id": product_id, "quantity": 1}], "address_id": foreign}
    answer = people[name].post("/v1/orders", placed)
    unknown = people[name].post("/v1/orders", {**placed, "address_id": f"adr_{'a' * 20}"})
    assert (answer.status, answer.body) == (422, unknown.body)
    assert answer.broken == {("body", "/address_id", "unknown_reference")}
    own = place_order(people[name], product_id, 1)
    assert people[name].send("PATCH", f"/v1/orders/{own['id']}", {"address_id": foreign}).status == 422


def test_a_product_of_the_other_tenant_is_not_there(people: dict[str, Client], new_product: dict[str, Any]) -> None:
    path, gina, carol = f"/v1/products/{new_product['id']}", people["gina"], people["carol"]
    replacement = {"sku": "TST-80001", "name": "Mine", "category": "garden", "price_cents": 1, "stock": 1}
    refused = [
        carol.get(path),
        carol.get(f"{path}/image"),
        carol.get(f"{path}/reviews"),
        carol.post(f"{path}/reviews", {"rating": 1, "text": "x"}),
        gina.send("PUT", path, replacement, If_Match="*"),
        gina.send("PUT", f"{path}/image", **multipart(PNG, "image/png")),
        gina.send("DELETE", path),
    ]
    assert {answer.status for answer in refused} == {404}
    order = carol.post("/v1/orders", {"items": [{"product_id": new_product["id"], "quantity": 1}]})
    assert (order.status, order.code) == (422, "unknown_reference")
    assert people["ada"].get(path).body == new_product


def test_a_user_of_the_other_tenant_is_not_there(people: dict[str, Client], new_user: dict[str, Any]) -> None:
    path, gina = f"/v1/users/{new_user['id']}", people["gina"]
    answers = [gina.get(path), gina.send("PATCH", path, {"role": "admin"}), gina.post(f"{path}/disable")]
    assert {answer.status for answer in answers} == {404}
    assert people["ada"].get(path).body == new_user
    assert new_user["id"] not in _ids(gina.get("/v1/users", limit=100))


def test_a_review_is_read_by_all_and_changed_by_its_author(
    people: dict[str, Client], new_product: dict[str, Any]
) -> None:
    review = people["alice"].post(f"/v1/products/{new_product['id']}/reviews", {"rating": 3, "text": "So so"}).body
    path = f"/v1/reviews/{review['id']}"
    expected = {"bob": (200, 403), "mona": (200, 403), "ada": (200, 403), "carol": (404, 404), "gina": (404, 404)}
    for name, statuses in expected.items():
        answers = people[name].get(path), people[name].send("PATCH", path, {"text": "taken over"})
        assert tuple(answer.status for answer in answers) == statuses, name
    assert people["alice"].get(path).body == review
    assert [people[name].send("DELETE", path).status for name in ("bob", "mona", "carol", "gina")] == [
        403,
        403,
        404,
        404,
    ]
    assert people["ada"].send("DELETE", path).status == 204
    assert people["alice"].get(path).status == 404


def test_a_report_is_for_who_ordered_it(people: dict[str, Client]) -> None:
    path = people["mona"].post("/v1/reports", {"kind": "sales"}).headers["location"]
    assert [people[name].get(path).status for name in ("mona", "ada", "gert", "alice")] == [200, 404, 404, 403]
    assert people["ada"].get(f"{path}/result").status == 404


def test_exports_and_audit_events_are_of_the_own_tenant(people: dict[str, Client], order: dict[str, Any]) -> None:
    assert b"canary-of-alice" in people["mona"].get("/v1/exports/orders.csv").body
    assert b"canary-of-alice" not in people["gert"].get("/v1/exports/orders.csv").body
    assert people["ada"].get("/v1/audit-events", target_id=order["id"]).body["total"] == 1
    assert people["gina"].get("/v1/audit-events", target_id=order["id"]).body["total"] == 0


def test_an_sku_and_an_email_are_unique_in_the_tenant_a_username_in_the_shop(people: dict[str, Client]) -> None:
    product = create_product(people["ada"])
    again = {"sku": product["sku"], "name": "x", "category": "garden", "price_cents": 1, "stock": 1}
    assert people["ada"].post("/v1/products", again).code == "sku_taken"
    assert people["gina"].post("/v1/products", again).status == 201
    user = {
        "username": "twin",
        "email": "twin@x.example",
        "display_name": "T",
        "role": "member",
        "password": "twin-secret",
    }
    assert people["ada"].post("/v1/users", user).status == 201
    assert people["gina"].post("/v1/users", user).code == "username_taken"
    assert people["gina"].post("/v1/users", {**user, "username": "twin2"}).status == 201
    assert people["ada"].post("/v1/users", {**user, "username": "twin3"}).code == "email_taken"


def _ids(answer: Any) -> list[str]:
    assert answer.body["total"] <= 100, "the page must hold all"
    return [item["id"] for item in answer.body["items"]]
