"""What the contract forbids is refused."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

SCHEMAS = Path(__file__).parent / "schemas"
PROBLEM_SCHEMA = json.loads((SCHEMAS / "problem.json").read_text(encoding="utf-8"))
MISSING = object()


def changed(body: Any, where: tuple[str | int, ...], value: object) -> Any:
    """A copy of the body with one value changed, or taken out."""
    copied = copy.deepcopy(body)
    place = copied
    for part in where[:-1]:
        place = place[part]
    if value is MISSING:
        place.pop(where[-1], None)
    else:
        place[where[-1]] = value
    return copied


LOG_IN_WITH_USERNAME_AND_PASSWORD_BAD_BODIES = [
    pytest.param(("username",), MISSING, id="username is missing"),
    pytest.param(("username",), "", id="username is empty"),
    pytest.param(("username",), "x" * 31, id="username is longer than 30"),
    pytest.param(("username",), "!?!?", id="username is malformed"),
    pytest.param(("username",), None, id="username is null"),
    pytest.param(("password",), MISSING, id="password is missing"),
    pytest.param(("password",), "", id="password is empty"),
    pytest.param(("password",), "x" * 73, id="password is longer than 72"),
    pytest.param(("password",), None, id="password is null"),
    pytest.param(("password",), 12345, id="password is no string"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.parametrize(
    ("where", "value"), LOG_IN_WITH_USERNAME_AND_PASSWORD_BAD_BODIES
)
def test_log_in_with_username_and_password_refuses_a_bad_body(
    anonymous_client: requests.Session,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    username: str,
    password: str,
) -> None:
    """POST /v1/auth/login refuses a body that the contract forbids."""
    body = {"username": username, "password": password}
    response = anonymous_client.post("/v1/auth/login", json=changed(body, where, value))
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


LIST_THE_TENANTS_PRODUCTS_BAD_QUERIES = [
    pytest.param("category", "no-such-value", id="category is none of its values"),
    pytest.param("tag", "!?", id="tag is malformed"),
    pytest.param("min_price_cents", "0", id="min_price_cents is below 1"),
    pytest.param("min_price_cents", "10000001", id="min_price_cents is above 10000000"),
    pytest.param("min_price_cents", "many", id="min_price_cents is no number"),
    pytest.param("max_price_cents", "0", id="max_price_cents is below 1"),
    pytest.param("max_price_cents", "10000001", id="max_price_cents is above 10000000"),
    pytest.param("max_price_cents", "many", id="max_price_cents is no number"),
    pytest.param("in_stock", "maybe", id="in_stock is neither true nor false"),
    pytest.param("sort", "no-such-value", id="sort is none of its values"),
    pytest.param("limit", "0", id="limit is below 1"),
    pytest.param("limit", "101", id="limit is above 100"),
    pytest.param("limit", "many", id="limit is no number"),
    pytest.param("offset", "-1", id="offset is below 0"),
    pytest.param("offset", "1000001", id="offset is above 1000000"),
    pytest.param("offset", "many", id="offset is no number"),
]


@pytest.mark.parametrize(("parameter", "value"), LIST_THE_TENANTS_PRODUCTS_BAD_QUERIES)
def test_list_the_tenants_products_refuses_a_bad_query(
    user_client: requests.Session,
    validate: Callable[[object, object], None],
    parameter: str,
    value: str,
) -> None:
    """GET /v1/products refuses a query that the contract forbids."""
    response = user_client.get("/v1/products", params={parameter: value})
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


def test_list_the_tenants_products_page_by_page(user_client: requests.Session) -> None:
    """GET /v1/products: two pages of one item hold what a page of two holds."""
    both = user_client.get("/v1/products", params={"limit": "2", "offset": "0"})
    first = user_client.get("/v1/products", params={"limit": "1", "offset": "0"})
    second = user_client.get("/v1/products", params={"limit": "1", "offset": "1"})
    assert both.json()["items"] == first.json()["items"] + second.json()["items"]


SEARCH_PRODUCTS_BY_TEXT_AND_ORDERS_BY_NOTE_BAD_QUERIES = [
    pytest.param("kind", "no-such-value", id="kind is none of its values"),
    pytest.param("limit", "0", id="limit is below 1"),
    pytest.param("limit", "101", id="limit is above 100"),
    pytest.param("limit", "many", id="limit is no number"),
    pytest.param("offset", "-1", id="offset is below 0"),
    pytest.param("offset", "1000001", id="offset is above 1000000"),
    pytest.param("offset", "many", id="offset is no number"),
]


@pytest.mark.parametrize(
    ("parameter", "value"), SEARCH_PRODUCTS_BY_TEXT_AND_ORDERS_BY_NOTE_BAD_QUERIES
)
def test_search_products_by_text_and_orders_by_note_refuses_a_bad_query(
    user_client: requests.Session,
    validate: Callable[[object, object], None],
    parameter: str,
    value: str,
) -> None:
    """GET /v1/search refuses a query that the contract forbids."""
    response = user_client.get("/v1/search", params={"q": "LAMP", parameter: value})
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


def test_search_products_by_text_and_orders_by_note_page_by_page(
    user_client: requests.Session,
) -> None:
    """GET /v1/search: two pages of one item hold what a page of two holds."""
    both = user_client.get(
        "/v1/search", params={"q": "LAMP", "limit": "2", "offset": "0"}
    )
    first = user_client.get(
        "/v1/search", params={"q": "LAMP", "limit": "1", "offset": "0"}
    )
    second = user_client.get(
        "/v1/search", params={"q": "LAMP", "limit": "1", "offset": "1"}
    )
    assert both.json()["items"] == first.json()["items"] + second.json()["items"]


ADD_AN_ADDRESS_BAD_BODIES = [
    pytest.param(("label",), MISSING, id="label is missing"),
    pytest.param(("label",), "", id="label is empty"),
    pytest.param(("label",), "x" * 41, id="label is longer than 40"),
    pytest.param(("label",), None, id="label is null"),
    pytest.param(("label",), 12345, id="label is no string"),
    pytest.param(("name",), MISSING, id="name is missing"),
    pytest.param(("name",), "", id="name is empty"),
    pytest.param(("name",), "x" * 121, id="name is longer than 120"),
    pytest.param(("name",), None, id="name is null"),
    pytest.param(("name",), 12345, id="name is no string"),
    pytest.param(("street",), MISSING, id="street is missing"),
    pytest.param(("street",), "", id="street is empty"),
    pytest.param(("street",), "x" * 121, id="street is longer than 120"),
    pytest.param(("street",), None, id="street is null"),
    pytest.param(("street",), 12345, id="street is no string"),
    pytest.param(("city",), MISSING, id="city is missing"),
    pytest.param(("city",), "", id="city is empty"),
    pytest.param(("city",), "x" * 121, id="city is longer than 120"),
    pytest.param(("city",), None, id="city is null"),
    pytest.param(("city",), 12345, id="city is no string"),
    pytest.param(("postcode",), MISSING, id="postcode is missing"),
    pytest.param(("postcode",), "", id="postcode is empty"),
    pytest.param(("postcode",), "X" * 11, id="postcode is longer than 10"),
    pytest.param(("postcode",), "!?!?", id="postcode is malformed"),
    pytest.param(("postcode",), None, id="postcode is null"),
    pytest.param(("country",), MISSING, id="country is missing"),
    pytest.param(("country",), "no-such-value", id="country is none of its values"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.parametrize(("where", "value"), ADD_AN_ADDRESS_BAD_BODIES)
def test_add_an_address_refuses_a_bad_body(
    user_client: requests.Session,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    run: str,
) -> None:
    """POST /v1/addresses refuses a body that the contract forbids."""
    body = {
        "label": f"run {run}",
        "name": "Robin Arden",
        "street": "Hauptstrasse 1",
        "city": "Berlin",
        "postcode": "10115",
        "country": "DE",
    }
    response = user_client.post("/v1/addresses", json=changed(body, where, value))
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


PLACE_AN_ORDER_BAD_BODIES = [
    pytest.param(("items",), MISSING, id="items is missing"),
    pytest.param(("items",), [], id="items is empty"),
    pytest.param(("items",), None, id="items is null"),
    pytest.param(("items",), "none", id="items is no array"),
    pytest.param(
        ("items", 0, "product_id"), MISSING, id="items.0.product_id is missing"
    ),
    pytest.param(
        ("items", 0, "product_id"), "!?", id="items.0.product_id is malformed"
    ),
    pytest.param(("items", 0, "product_id"), None, id="items.0.product_id is null"),
    pytest.param(
        ("items", 0, "product_id"), 12345, id="items.0.product_id is no string"
    ),
    pytest.param(("items", 0, "quantity"), MISSING, id="items.0.quantity is missing"),
    pytest.param(("items", 0, "quantity"), 0, id="items.0.quantity is below 1"),
    pytest.param(("items", 0, "quantity"), 100, id="items.0.quantity is above 99"),
    pytest.param(("items", 0, "quantity"), None, id="items.0.quantity is null"),
    pytest.param(
        ("items", 0, "quantity"), "twelve", id="items.0.quantity is no integer"
    ),
    pytest.param(("items", 0, "no_such_field"), 1, id="an unknown field in items.0"),
    pytest.param(("address_id",), "!?", id="address_id is malformed"),
    pytest.param(("address_id",), 12345, id="address_id is no string"),
    pytest.param(("note",), "x" * 501, id="note is longer than 500"),
    pytest.param(("note",), 12345, id="note is no string"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.parametrize(("where", "value"), PLACE_AN_ORDER_BAD_BODIES)
def test_place_an_order_refuses_a_bad_body(
    user_client: requests.Session,
    first_page_of_gifts: requests.Response,
    created_address: requests.Response,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    run: str,
) -> None:
    """POST /v1/orders refuses a body that the contract forbids."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    address_id = created_address.json()["id"]
    body = {
        "items": [{"product_id": product_id, "quantity": 2}],
        "address_id": address_id,
        "note": f"Run {run}",
    }
    response = user_client.post(
        "/v1/orders",
        headers={"Idempotency-Key": f"order-{run}"},
        json=changed(body, where, value),
    )
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


CHANGE_NOTE_OR_ADDRESS_OF_A_PLACED_ORDER_BAD_BODIES = [
    pytest.param(("address_id",), "!?", id="address_id is malformed"),
    pytest.param(("address_id",), 12345, id="address_id is no string"),
    pytest.param(("note",), "x" * 501, id="note is longer than 500"),
    pytest.param(("note",), 12345, id="note is no string"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.parametrize(
    ("where", "value"), CHANGE_NOTE_OR_ADDRESS_OF_A_PLACED_ORDER_BAD_BODIES
)
def test_change_note_or_address_of_a_placed_order_refuses_a_bad_body(
    user_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    run: str,
) -> None:
    """PATCH /v1/orders/{order_id} refuses a body that the contract forbids."""
    order_id = created_order.json()["id"]
    body = {"note": f"Ring twice, run {run}"}
    response = user_client.patch(
        f"/v1/orders/{order_id}",
        headers={"If-Match": '"v1"'},
        json=changed(body, where, value),
    )
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


LIST_ORDERS_BAD_QUERIES = [
    pytest.param("status", "no-such-value", id="status is none of its values"),
    pytest.param("customer_id", "!?", id="customer_id is malformed"),
    pytest.param("min_total_cents", "-1", id="min_total_cents is below 0"),
    pytest.param(
        "min_total_cents", "100000000001", id="min_total_cents is above 100000000000"
    ),
    pytest.param("min_total_cents", "many", id="min_total_cents is no number"),
    pytest.param("created_from", "!?", id="created_from is malformed"),
    pytest.param("created_to", "!?", id="created_to is malformed"),
    pytest.param("sort", "no-such-value", id="sort is none of its values"),
    pytest.param("limit", "0", id="limit is below 1"),
    pytest.param("limit", "101", id="limit is above 100"),
    pytest.param("limit", "many", id="limit is no number"),
    pytest.param("offset", "-1", id="offset is below 0"),
    pytest.param("offset", "1000001", id="offset is above 1000000"),
    pytest.param("offset", "many", id="offset is no number"),
]


@pytest.mark.parametrize(("parameter", "value"), LIST_ORDERS_BAD_QUERIES)
def test_list_orders_refuses_a_bad_query(
    user_client: requests.Session,
    validate: Callable[[object, object], None],
    parameter: str,
    value: str,
) -> None:
    """GET /v1/orders refuses a query that the contract forbids."""
    response = user_client.get("/v1/orders", params={parameter: value})
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


PAY_A_PLACED_ORDER_BAD_BODIES = [
    pytest.param(("method",), MISSING, id="method is missing"),
    pytest.param(("method",), "no-such-value", id="method is none of its values"),
    pytest.param(("amount_cents",), MISSING, id="amount_cents is missing"),
    pytest.param(("amount_cents",), 0, id="amount_cents is below 1"),
    pytest.param(
        ("amount_cents",), 100000000001, id="amount_cents is above 100000000000"
    ),
    pytest.param(("amount_cents",), None, id="amount_cents is null"),
    pytest.param(("amount_cents",), "twelve", id="amount_cents is no integer"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.usefixtures("updated_order")
@pytest.mark.parametrize(("where", "value"), PAY_A_PLACED_ORDER_BAD_BODIES)
def test_pay_a_placed_order_refuses_a_bad_body(
    user_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    run: str,
) -> None:
    """POST /v1/orders/{order_id}/pay refuses a body that the contract forbids."""
    total_cents = created_order.json()["total_cents"]
    order_id = created_order.json()["id"]
    body = {"method": "card", "amount_cents": total_cents}
    response = user_client.post(
        f"/v1/orders/{order_id}/pay",
        headers={"Idempotency-Key": f"pay-{run}"},
        json=changed(body, where, value),
    )
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


SHIP_A_PAID_ORDER_BAD_BODIES = [
    pytest.param(("tracking_code",), MISSING, id="tracking_code is missing"),
    pytest.param(("tracking_code",), "", id="tracking_code is empty"),
    pytest.param(("tracking_code",), "X" * 31, id="tracking_code is longer than 30"),
    pytest.param(("tracking_code",), "!?!?!?", id="tracking_code is malformed"),
    pytest.param(("tracking_code",), None, id="tracking_code is null"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.usefixtures("paid_order")
@pytest.mark.parametrize(("where", "value"), SHIP_A_PAID_ORDER_BAD_BODIES)
def test_ship_a_paid_order_refuses_a_bad_body(
    warehouse_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    run: str,
) -> None:
    """POST /v1/warehouse/orders/{order_id}/ship refuses a body that the contract forbids."""
    tracking = run.upper()
    order_id = created_order.json()["id"]
    body = {"tracking_code": f"TRK-{tracking}"}
    response = warehouse_client.post(
        f"/v1/warehouse/orders/{order_id}/ship", json=changed(body, where, value)
    )
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


CREATE_A_USER_IN_THE_CALLERS_TENANT_BAD_BODIES = [
    pytest.param(("username",), MISSING, id="username is missing"),
    pytest.param(("username",), "", id="username is empty"),
    pytest.param(("username",), "x" * 31, id="username is longer than 30"),
    pytest.param(("username",), "!?!?", id="username is malformed"),
    pytest.param(("username",), None, id="username is null"),
    pytest.param(("email",), MISSING, id="email is missing"),
    pytest.param(("email",), "x" * 101, id="email is longer than 100"),
    pytest.param(("email",), "!?", id="email is malformed"),
    pytest.param(("email",), None, id="email is null"),
    pytest.param(("email",), 12345, id="email is no string"),
    pytest.param(("display_name",), MISSING, id="display_name is missing"),
    pytest.param(("display_name",), "", id="display_name is empty"),
    pytest.param(("display_name",), "x" * 121, id="display_name is longer than 120"),
    pytest.param(("display_name",), None, id="display_name is null"),
    pytest.param(("display_name",), 12345, id="display_name is no string"),
    pytest.param(("role",), MISSING, id="role is missing"),
    pytest.param(("role",), "no-such-value", id="role is none of its values"),
    pytest.param(("password",), MISSING, id="password is missing"),
    pytest.param(("password",), "", id="password is empty"),
    pytest.param(("password",), "x" * 73, id="password is longer than 72"),
    pytest.param(("password",), None, id="password is null"),
    pytest.param(("password",), 12345, id="password is no string"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.parametrize(
    ("where", "value"), CREATE_A_USER_IN_THE_CALLERS_TENANT_BAD_BODIES
)
def test_create_a_user_in_the_callers_tenant_refuses_a_bad_body(
    admin_client: requests.Session,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
    run: str,
    new_user_password: str,
) -> None:
    """POST /v1/users refuses a body that the contract forbids."""
    body = {
        "username": f"u{run}",
        "email": f"u{run}@acme.example",
        "display_name": "Robin Okafor",
        "role": "member",
        "password": new_user_password,
    }
    response = admin_client.post("/v1/users", json=changed(body, where, value))
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


LIST_THE_TENANTS_AUDIT_EVENTS_BAD_QUERIES = [
    pytest.param("action", "no-such-value", id="action is none of its values"),
    pytest.param("actor_id", "!?", id="actor_id is malformed"),
    pytest.param("target_id", "!?", id="target_id is malformed"),
    pytest.param("created_from", "!?", id="created_from is malformed"),
    pytest.param("created_to", "!?", id="created_to is malformed"),
    pytest.param("sort", "no-such-value", id="sort is none of its values"),
    pytest.param("limit", "0", id="limit is below 1"),
    pytest.param("limit", "101", id="limit is above 100"),
    pytest.param("limit", "many", id="limit is no number"),
    pytest.param("offset", "-1", id="offset is below 0"),
    pytest.param("offset", "1000001", id="offset is above 1000000"),
    pytest.param("offset", "many", id="offset is no number"),
]


@pytest.mark.parametrize(
    ("parameter", "value"), LIST_THE_TENANTS_AUDIT_EVENTS_BAD_QUERIES
)
def test_list_the_tenants_audit_events_refuses_a_bad_query(
    admin_client: requests.Session,
    validate: Callable[[object, object], None],
    parameter: str,
    value: str,
) -> None:
    """GET /v1/audit-events refuses a query that the contract forbids."""
    response = admin_client.get("/v1/audit-events", params={parameter: value})
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


ORDER_A_REPORT_BAD_BODIES = [
    pytest.param(("kind",), MISSING, id="kind is missing"),
    pytest.param(("kind",), "no-such-value", id="kind is none of its values"),
    pytest.param(("no_such_field",), 1, id="an unknown field"),
]


@pytest.mark.parametrize(("where", "value"), ORDER_A_REPORT_BAD_BODIES)
def test_order_a_report_refuses_a_bad_body(
    admin_client: requests.Session,
    validate: Callable[[object, object], None],
    where: tuple[str | int, ...],
    value: object,
) -> None:
    """POST /v1/reports refuses a body that the contract forbids."""
    body = {"kind": "sales"}
    response = admin_client.post("/v1/reports", json=changed(body, where, value))
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


STREAM_THE_TENANTS_ORDERS_AS_CSV_BAD_QUERIES = [
    pytest.param("status", "no-such-value", id="status is none of its values"),
    pytest.param("created_from", "!?", id="created_from is malformed"),
    pytest.param("created_to", "!?", id="created_to is malformed"),
]


@pytest.mark.parametrize(
    ("parameter", "value"), STREAM_THE_TENANTS_ORDERS_AS_CSV_BAD_QUERIES
)
def test_stream_the_tenants_orders_as_csv_refuses_a_bad_query(
    admin_client: requests.Session,
    validate: Callable[[object, object], None],
    parameter: str,
    value: str,
) -> None:
    """GET /v1/exports/orders.csv refuses a query that the contract forbids."""
    response = admin_client.get("/v1/exports/orders.csv", params={parameter: value})
    assert response.status_code == 422, response.text
    validate(response.json(), PROBLEM_SCHEMA)


USER_UNKNOWN = [
    pytest.param(
        "/v1/products/prd_abcdefghijklmnopqrst", id="/v1/products/{product_id}"
    ),
    pytest.param("/v1/orders/ord_abcdefghijklmnopqrst", id="/v1/orders/{order_id}"),
]


@pytest.mark.parametrize("path", USER_UNKNOWN)
def test_an_unknown_id_is_not_found_by_the_user(
    user_client: requests.Session, validate: Callable[[object, object], None], path: str
) -> None:
    """A well-formed id that names nothing is refused with 404."""
    response = user_client.get(path)
    assert response.status_code == 404, response.text
    validate(response.json(), PROBLEM_SCHEMA)


ADMIN_UNKNOWN = [
    pytest.param("/v1/reports/rep_abcdefghijklmnopqrst", id="/v1/reports/{report_id}"),
    pytest.param(
        "/v1/reports/rep_abcdefghijklmnopqrst/result",
        id="/v1/reports/{report_id}/result",
    ),
]


@pytest.mark.parametrize("path", ADMIN_UNKNOWN)
def test_an_unknown_id_is_not_found_by_the_admin(
    admin_client: requests.Session,
    validate: Callable[[object, object], None],
    path: str,
) -> None:
    """A well-formed id that names nothing is refused with 404."""
    response = admin_client.get(path)
    assert response.status_code == 404, response.text
    validate(response.json(), PROBLEM_SCHEMA)
