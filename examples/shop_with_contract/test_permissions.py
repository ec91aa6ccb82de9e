"""Who may do what, and who may not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

SCHEMAS = Path(__file__).parent / "schemas"
PROBLEM_SCHEMA = json.loads((SCHEMAS / "problem.json").read_text(encoding="utf-8"))


def test_a_member_adds_no_products(user_client: requests.Session) -> None:
    """Catalogue / A member adds no products: is for admins only."""
    response = user_client.post(
        "/v1/products",
        json={
            "sku": "KIT-9999",
            "name": "Whisk",
            "category": "kitchen",
            "price_cents": 1250,
            "stock": 1,
        },
    )
    assert response.status_code == 403
    assert response.json()["code"] == "forbidden"


@pytest.mark.usefixtures("paid_order")
def test_a_stranger_does_not_see_the_order(
    stranger_client: requests.Session, created_order: requests.Response, run: str
) -> None:
    """Second identity / A stranger does not see the order: is not there for strangers."""
    order_id = created_order.json()["id"]
    response = stranger_client.get(f"/v1/orders/{order_id}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert run not in response.text


@pytest.mark.usefixtures("paid_order")
def test_a_stranger_does_not_cancel_the_order(
    stranger_client: requests.Session, created_order: requests.Response
) -> None:
    """Second identity / A stranger does not cancel the order: is not there for strangers."""
    order_id = created_order.json()["id"]
    response = stranger_client.post(
        f"/v1/orders/{order_id}/cancel", json={"reason": "other"}
    )
    assert response.status_code == 404


@pytest.mark.usefixtures("disabled_user")
def test_the_disabled_user_is_out(new_user_client: requests.Session) -> None:
    """Admin / The disabled user is out: is refused at once, although the token has not expired."""
    response = new_user_client.get("/v1/me")
    assert response.status_code == 401
    assert "invalid_token" in response.headers["WWW-Authenticate"]


@pytest.mark.usefixtures("logout")
def test_after_the_logout_the_token_is_worth_nothing(
    fresh_user_client: requests.Session,
) -> None:
    """Leave / After the logout: the token is worth nothing."""
    response = fresh_user_client.get("/v1/me")
    assert response.status_code == 401
    assert response.json()["code"] == "invalid_token"


ADDRESS_OF_SOMEBODY_ELSE_FOR_STRANGER = [
    pytest.param("GET", "/v1/addresses/{}", None, id="GET /v1/addresses/{address_id}"),
    pytest.param(
        "PUT",
        "/v1/addresses/{}",
        {
            "label": "work",
            "name": "Alice Arden",
            "street": "Nebenstrasse 2",
            "city": "Berlin",
            "postcode": "10117",
            "country": "DE",
        },
        id="PUT /v1/addresses/{address_id}",
    ),
    pytest.param(
        "DELETE", "/v1/addresses/{}", None, id="DELETE /v1/addresses/{address_id}"
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "body"), ADDRESS_OF_SOMEBODY_ELSE_FOR_STRANGER
)
def test_the_stranger_does_not_reach_the_address_of_the_user(
    user_client: requests.Session,
    stranger_client: requests.Session,
    created_address: requests.Response,
    body: Any,
    method: str,
    path: str,
) -> None:
    """The address of the user is out of reach for the stranger, and stays as it is."""
    address_id = created_address.json()["id"]
    own = f"/v1/addresses/{address_id}"
    before = user_client.get(own).json()
    response = stranger_client.request(method, path.format(address_id), json=body)
    assert response.status_code in (403, 404), response.text
    assert user_client.get(own).json() == before


def test_the_stranger_sees_no_address_of_the_user_in_the_list(
    stranger_client: requests.Session, created_address: requests.Response
) -> None:
    """What the user has made is in no list of the stranger."""
    address_id = created_address.json()["id"]
    response = stranger_client.get("/v1/addresses")
    assert str(address_id) not in response.text


ORDER_OF_SOMEBODY_ELSE_FOR_STRANGER = [
    pytest.param("GET", "/v1/orders/{}", None, {}, id="GET /v1/orders/{order_id}"),
    pytest.param(
        "PATCH",
        "/v1/orders/{}",
        {"note": "Leave it with the neighbour"},
        {},
        id="PATCH /v1/orders/{order_id}",
    ),
    pytest.param(
        "POST",
        "/v1/orders/{}/pay",
        {"method": "card", "amount_cents": 2500},
        {"Idempotency-Key": "pay-7c9e6679"},
        id="POST /v1/orders/{order_id}/pay",
    ),
    pytest.param(
        "POST",
        "/v1/orders/{}/cancel",
        {"reason": "changed_mind"},
        {},
        id="POST /v1/orders/{order_id}/cancel",
    ),
    pytest.param(
        "GET",
        "/v1/orders/{}/invoice",
        None,
        {},
        id="GET /v1/orders/{order_id}/invoice",
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"), ORDER_OF_SOMEBODY_ELSE_FOR_STRANGER
)
def test_the_stranger_does_not_reach_the_order_of_the_user(
    user_client: requests.Session,
    stranger_client: requests.Session,
    created_order: requests.Response,
    body: Any,
    headers: dict[str, str],
    method: str,
    path: str,
) -> None:
    """The order of the user is out of reach for the stranger, and stays as it is."""
    order_id = created_order.json()["id"]
    own = f"/v1/orders/{order_id}"
    before = user_client.get(own).json()
    response = stranger_client.request(
        method, path.format(order_id), json=body, headers=headers
    )
    assert response.status_code in (403, 404), response.text
    assert user_client.get(own).json() == before


def test_the_stranger_sees_no_order_of_the_user_in_the_list(
    stranger_client: requests.Session, created_order: requests.Response
) -> None:
    """What the user has made is in no list of the stranger."""
    order_id = created_order.json()["id"]
    response = stranger_client.get("/v1/orders")
    assert str(order_id) not in response.text


USER_OF_SOMEBODY_ELSE_FOR_USER = [
    pytest.param("GET", "/v1/users/{}", None, id="GET /v1/users/{user_id}"),
    pytest.param(
        "PATCH", "/v1/users/{}", {"role": "manager"}, id="PATCH /v1/users/{user_id}"
    ),
    pytest.param(
        "POST", "/v1/users/{}/disable", None, id="POST /v1/users/{user_id}/disable"
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), USER_OF_SOMEBODY_ELSE_FOR_USER)
def test_the_user_does_not_reach_the_user_of_the_admin(
    admin_client: requests.Session,
    user_client: requests.Session,
    created_user: requests.Response,
    body: Any,
    method: str,
    path: str,
) -> None:
    """The user of the admin is out of reach for the user, and stays as it is."""
    new_user_id = created_user.json()["id"]
    own = f"/v1/users/{new_user_id}"
    before = admin_client.get(own).json()
    response = user_client.request(method, path.format(new_user_id), json=body)
    assert response.status_code in (403, 404), response.text
    assert admin_client.get(own).json() == before


def test_the_user_sees_no_user_of_the_admin_in_the_list(
    user_client: requests.Session, created_user: requests.Response
) -> None:
    """What the admin has made is in no list of the user."""
    new_user_id = created_user.json()["id"]
    response = user_client.get("/v1/users")
    assert str(new_user_id) not in response.text


USER_OF_SOMEBODY_ELSE_FOR_STRANGER = [
    pytest.param("GET", "/v1/users/{}", None, id="GET /v1/users/{user_id}"),
    pytest.param(
        "PATCH", "/v1/users/{}", {"role": "manager"}, id="PATCH /v1/users/{user_id}"
    ),
    pytest.param(
        "POST", "/v1/users/{}/disable", None, id="POST /v1/users/{user_id}/disable"
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), USER_OF_SOMEBODY_ELSE_FOR_STRANGER)
def test_the_stranger_does_not_reach_the_user_of_the_admin(
    admin_client: requests.Session,
    stranger_client: requests.Session,
    created_user: requests.Response,
    body: Any,
    method: str,
    path: str,
) -> None:
    """The user of the admin is out of reach for the stranger, and stays as it is."""
    new_user_id = created_user.json()["id"]
    own = f"/v1/users/{new_user_id}"
    before = admin_client.get(own).json()
    response = stranger_client.request(method, path.format(new_user_id), json=body)
    assert response.status_code in (403, 404), response.text
    assert admin_client.get(own).json() == before


def test_the_stranger_sees_no_user_of_the_admin_in_the_list(
    stranger_client: requests.Session, created_user: requests.Response
) -> None:
    """What the admin has made is in no list of the stranger."""
    new_user_id = created_user.json()["id"]
    response = stranger_client.get("/v1/users")
    assert str(new_user_id) not in response.text


REPORT_OF_SOMEBODY_ELSE_FOR_USER = [
    pytest.param("GET", "/v1/reports/{}", None, id="GET /v1/reports/{report_id}"),
    pytest.param(
        "GET", "/v1/reports/{}/result", None, id="GET /v1/reports/{report_id}/result"
    ),
]


@pytest.mark.usefixtures("admin_client")
@pytest.mark.parametrize(("method", "path", "body"), REPORT_OF_SOMEBODY_ELSE_FOR_USER)
def test_the_user_does_not_reach_the_report_of_the_admin(
    user_client: requests.Session,
    created_report: requests.Response,
    body: Any,
    method: str,
    path: str,
) -> None:
    """The report of the admin is out of reach for the user."""
    report_id = created_report.json()["id"]
    response = user_client.request(method, path.format(report_id), json=body)
    assert response.status_code in (403, 404), response.text


REPORT_OF_SOMEBODY_ELSE_FOR_STRANGER = [
    pytest.param("GET", "/v1/reports/{}", None, id="GET /v1/reports/{report_id}"),
    pytest.param(
        "GET", "/v1/reports/{}/result", None, id="GET /v1/reports/{report_id}/result"
    ),
]


@pytest.mark.usefixtures("admin_client")
@pytest.mark.parametrize(
    ("method", "path", "body"), REPORT_OF_SOMEBODY_ELSE_FOR_STRANGER
)
def test_the_stranger_does_not_reach_the_report_of_the_admin(
    stranger_client: requests.Session,
    created_report: requests.Response,
    body: Any,
    method: str,
    path: str,
) -> None:
    """The report of the admin is out of reach for the stranger."""
    report_id = created_report.json()["id"]
    response = stranger_client.request(method, path.format(report_id), json=body)
    assert response.status_code in (403, 404), response.text


NOT_FOR_USER = [
    pytest.param(
        "POST",
        "/v1/users",
        {
            "username": "newbie",
            "email": "newbie@acme.example",
            "display_name": "New Bie",
            "role": "member",
            "password": "newbie-secret-1",
        },
        id="POST /v1/users",
    ),
    pytest.param(
        "POST",
        "/v1/users/usr_abcdefghijklmnopqrst/disable",
        None,
        id="POST /v1/users/{user_id}/disable",
    ),
    pytest.param("POST", "/v1/reports", {"kind": "sales"}, id="POST /v1/reports"),
    pytest.param(
        "GET",
        "/v1/reports/rep_abcdefghijklmnopqrst",
        None,
        id="GET /v1/reports/{report_id}",
    ),
    pytest.param(
        "GET",
        "/v1/reports/rep_abcdefghijklmnopqrst/result",
        None,
        id="GET /v1/reports/{report_id}/result",
    ),
    pytest.param(
        "GET", "/v1/exports/orders.csv", None, id="GET /v1/exports/orders.csv"
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), NOT_FOR_USER)
def test_the_user_has_no_right_to_it(
    user_client: requests.Session,
    validate: Callable[[object, object], None],
    body: Any,
    method: str,
    path: str,
) -> None:
    """The answer is 403, for the role."""
    response = user_client.request(method, path, json=body)
    assert response.status_code == 403, response.text
    validate(response.json(), PROBLEM_SCHEMA)


GUARDED = [
    pytest.param("POST", "/v1/auth/logout", None, id="POST /v1/auth/logout"),
    pytest.param("GET", "/v1/me", None, id="GET /v1/me"),
    pytest.param("PATCH", "/v1/me", {"display_name": "Alice A."}, id="PATCH /v1/me"),
    pytest.param("GET", "/v1/addresses", None, id="GET /v1/addresses"),
    pytest.param(
        "POST",
        "/v1/addresses",
        {
            "label": "home",
            "name": "Alice Arden",
            "street": "Hauptstrasse 1",
            "city": "Berlin",
            "postcode": "10115",
            "country": "DE",
        },
        id="POST /v1/addresses",
    ),
    pytest.param(
        "GET",
        "/v1/addresses/adr_abcdefghijklmnopqrst",
        None,
        id="GET /v1/addresses/{address_id}",
    ),
    pytest.param(
        "PUT",
        "/v1/addresses/adr_abcdefghijklmnopqrst",
        {
            "label": "work",
            "name": "Alice Arden",
            "street": "Nebenstrasse 2",
            "city": "Berlin",
            "postcode": "10117",
            "country": "DE",
        },
        id="PUT /v1/addresses/{address_id}",
    ),
    pytest.param(
        "DELETE",
        "/v1/addresses/adr_abcdefghijklmnopqrst",
        None,
        id="DELETE /v1/addresses/{address_id}",
    ),
    pytest.param("GET", "/v1/users", None, id="GET /v1/users"),
    pytest.param(
        "POST",
        "/v1/users",
        {
            "username": "newbie",
            "email": "newbie@acme.example",
            "display_name": "New Bie",
            "role": "member",
            "password": "newbie-secret-1",
        },
        id="POST /v1/users",
    ),
    pytest.param(
        "GET", "/v1/users/usr_abcdefghijklmnopqrst", None, id="GET /v1/users/{user_id}"
    ),
    pytest.param(
        "PATCH",
        "/v1/users/usr_abcdefghijklmnopqrst",
        {"role": "manager"},
        id="PATCH /v1/users/{user_id}",
    ),
    pytest.param(
        "POST",
        "/v1/users/usr_abcdefghijklmnopqrst/disable",
        None,
        id="POST /v1/users/{user_id}/disable",
    ),
    pytest.param("GET", "/v1/products", None, id="GET /v1/products"),
    pytest.param(
        "POST",
        "/v1/products",
        {
            "sku": "KIT-0042",
            "name": "Whisk",
            "description": "Steel whisk",
            "category": "kitchen",
            "price_cents": 1250,
            "stock": 40,
            "tags": ["steel"],
        },
        id="POST /v1/products",
    ),
    pytest.param(
        "GET",
        "/v1/products/prd_abcdefghijklmnopqrst",
        None,
        id="GET /v1/products/{product_id}",
    ),
    pytest.param(
        "PUT",
        "/v1/products/prd_abcdefghijklmnopqrst",
        {
            "sku": "KIT-0042",
            "name": "Whisk",
            "description": "Steel whisk",
            "category": "kitchen",
            "price_cents": 1350,
            "stock": 40,
            "tags": ["steel"],
        },
        id="PUT /v1/products/{product_id}",
    ),
    pytest.param(
        "DELETE",
        "/v1/products/prd_abcdefghijklmnopqrst",
        None,
        id="DELETE /v1/products/{product_id}",
    ),
    pytest.param(
        "GET",
        "/v1/products/prd_abcdefghijklmnopqrst/image",
        None,
        id="GET /v1/products/{product_id}/image",
    ),
    pytest.param(
        "PUT",
        "/v1/products/prd_abcdefghijklmnopqrst/image",
        None,
        id="PUT /v1/products/{product_id}/image",
    ),
    pytest.param(
        "GET",
        "/v1/products/prd_abcdefghijklmnopqrst/reviews",
        None,
        id="GET /v1/products/{product_id}/reviews",
    ),
    pytest.param(
        "POST",
        "/v1/products/prd_abcdefghijklmnopqrst/reviews",
        {"rating": 4, "text": "Good, though a little heavy."},
        id="POST /v1/products/{product_id}/reviews",
    ),
    pytest.param(
        "GET",
        "/v1/reviews/rev_abcdefghijklmnopqrst",
        None,
        id="GET /v1/reviews/{review_id}",
    ),
    pytest.param(
        "PATCH",
        "/v1/reviews/rev_abcdefghijklmnopqrst",
        {"rating": 5},
        id="PATCH /v1/reviews/{review_id}",
    ),
    pytest.param(
        "DELETE",
        "/v1/reviews/rev_abcdefghijklmnopqrst",
        None,
        id="DELETE /v1/reviews/{review_id}",
    ),
    pytest.param("GET", "/v1/search", None, id="GET /v1/search"),
    pytest.param("GET", "/v1/orders", None, id="GET /v1/orders"),
    pytest.param(
        "POST",
        "/v1/orders",
        {
            "items": [{"product_id": "prd_abcdefghijklmnopqrst", "quantity": 2}],
            "note": "Please ring twice",
        },
        id="POST /v1/orders",
    ),
    pytest.param(
        "GET",
        "/v1/orders/ord_abcdefghijklmnopqrst",
        None,
        id="GET /v1/orders/{order_id}",
    ),
    pytest.param(
        "PATCH",
        "/v1/orders/ord_abcdefghijklmnopqrst",
        {"note": "Leave it with the neighbour"},
        id="PATCH /v1/orders/{order_id}",
    ),
    pytest.param(
        "POST",
        "/v1/orders/ord_abcdefghijklmnopqrst/pay",
        {"method": "card", "amount_cents": 2500},
        id="POST /v1/orders/{order_id}/pay",
    ),
    pytest.param(
        "POST",
        "/v1/orders/ord_abcdefghijklmnopqrst/cancel",
        {"reason": "changed_mind"},
        id="POST /v1/orders/{order_id}/cancel",
    ),
    pytest.param(
        "POST",
        "/v1/warehouse/orders/ord_abcdefghijklmnopqrst/ship",
        {"tracking_code": "TRK-20260105"},
        id="POST /v1/warehouse/orders/{order_id}/ship",
    ),
    pytest.param(
        "GET", "/v1/exports/orders.csv", None, id="GET /v1/exports/orders.csv"
    ),
    pytest.param("POST", "/v1/reports", {"kind": "sales"}, id="POST /v1/reports"),
    pytest.param(
        "GET",
        "/v1/reports/rep_abcdefghijklmnopqrst",
        None,
        id="GET /v1/reports/{report_id}",
    ),
    pytest.param(
        "GET",
        "/v1/reports/rep_abcdefghijklmnopqrst/result",
        None,
        id="GET /v1/reports/{report_id}/result",
    ),
    pytest.param("GET", "/v1/audit-events", None, id="GET /v1/audit-events"),
    pytest.param(
        "GET",
        "/v1/orders/ord_abcdefghijklmnopqrst/invoice",
        None,
        id="GET /v1/orders/{order_id}/invoice",
    ),
    pytest.param("GET", "/v1/announcements", None, id="GET /v1/announcements"),
    pytest.param(
        "POST",
        "/v1/announcements",
        {"title": "Stocktaking", "text": "No orders on Monday.", "lang": "en"},
        id="POST /v1/announcements",
    ),
    pytest.param(
        "GET",
        "/v1/announcements/ann_abcdefghijklmnopqrst",
        None,
        id="GET /v1/announcements/{announcement_id}",
    ),
    pytest.param(
        "DELETE",
        "/v1/announcements/ann_abcdefghijklmnopqrst",
        None,
        id="DELETE /v1/announcements/{announcement_id}",
    ),
    pytest.param("GET", "/v1/tenants/acme", None, id="GET /v1/tenants/{tenant}"),
    pytest.param(
        "PATCH",
        "/v1/tenants/acme",
        {"support_email": "help@acme.example"},
        id="PATCH /v1/tenants/{tenant}",
    ),
    pytest.param("GET", "/v1/coupons", None, id="GET /v1/coupons"),
    pytest.param(
        "POST",
        "/v1/coupons",
        {"code": "SPRING-26", "percent_off": 15, "most_uses": 100},
        id="POST /v1/coupons",
    ),
    pytest.param(
        "GET",
        "/v1/coupons/cpn_abcdefghijklmnopqrst",
        None,
        id="GET /v1/coupons/{coupon_id}",
    ),
    pytest.param(
        "DELETE",
        "/v1/coupons/cpn_abcdefghijklmnopqrst",
        None,
        id="DELETE /v1/coupons/{coupon_id}",
    ),
    pytest.param(
        "POST",
        "/v1/coupons/cpn_abcdefghijklmnopqrst/redeem",
        None,
        id="POST /v1/coupons/{coupon_id}/redeem",
    ),
    pytest.param("GET", "/v1/feeds/stock", None, id="GET /v1/feeds/stock"),
    pytest.param(
        "GET", "/v1/feeds/stock/KIT-0042", None, id="GET /v1/feeds/stock/{sku}"
    ),
    pytest.param(
        "PUT",
        "/v1/feeds/stock/KIT-0042",
        {"stock": 40},
        id="PUT /v1/feeds/stock/{sku}",
    ),
    pytest.param("GET", "/v1/documents", None, id="GET /v1/documents"),
]


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
def test_nobody_gets_in_without_credentials(
    anonymous_client: requests.Session,
    validate: Callable[[object, object], None],
    body: Any,
    method: str,
    path: str,
) -> None:
    """The answer is 401 without credentials."""
    response = anonymous_client.request(method, path, json=body)
    assert response.status_code == 401, response.text
    validate(response.json(), PROBLEM_SCHEMA)
