"""The answers are as the contract declares them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

SCHEMAS = Path(__file__).parent / "schemas"
HEALTH_SCHEMA = json.loads((SCHEMAS / "health.json").read_text(encoding="utf-8"))
TOKENS_SCHEMA = json.loads(
    (SCHEMAS / "contracts_tokens.json").read_text(encoding="utf-8")
)
PROBLEM_SCHEMA = json.loads((SCHEMAS / "problem.json").read_text(encoding="utf-8"))
USER_SCHEMA = json.loads((SCHEMAS / "user.json").read_text(encoding="utf-8"))
PRODUCT_PAGE_SCHEMA = json.loads(
    (SCHEMAS / "product_page.json").read_text(encoding="utf-8")
)
PRODUCT_SCHEMA = json.loads((SCHEMAS / "product.json").read_text(encoding="utf-8"))
HIT_PAGE_SCHEMA = json.loads((SCHEMAS / "hit_page.json").read_text(encoding="utf-8"))
ADDRESS_SCHEMA = json.loads((SCHEMAS / "address.json").read_text(encoding="utf-8"))
ORDER_SCHEMA = json.loads((SCHEMAS / "order.json").read_text(encoding="utf-8"))
ORDER_PAGE_SCHEMA = json.loads(
    (SCHEMAS / "order_page.json").read_text(encoding="utf-8")
)
AUDIT_PAGE_SCHEMA = json.loads(
    (SCHEMAS / "audit_page.json").read_text(encoding="utf-8")
)
REPORT_SCHEMA = json.loads((SCHEMAS / "report.json").read_text(encoding="utf-8"))
REPORT_RESULT_SCHEMA = json.loads(
    (SCHEMAS / "report_result.json").read_text(encoding="utf-8")
)


def test_tell_whether_the_shop_is_up_answers_200(
    anonymous_client: requests.Session, validate: Callable[[object, object], None]
) -> None:
    """GET /health: the answer 200 is as the contract declares it."""
    response = anonymous_client.get("/health")
    assert response.status_code == 200
    validate(response.json(), HEALTH_SCHEMA)


def test_log_in_with_username_and_password_answers_200(
    validate: Callable[[object, object], None], user_login: requests.Response
) -> None:
    """POST /v1/auth/login: the answer 200 is as the contract declares it."""
    assert user_login.status_code == 200
    validate(user_login.json(), TOKENS_SCHEMA)


def test_log_in_with_username_and_password_answers_401(
    anonymous_client: requests.Session,
    validate: Callable[[object, object], None],
    username: str,
) -> None:
    """POST /v1/auth/login: the answer 401 is as the contract declares it."""
    response = anonymous_client.post(
        "/v1/auth/login", json={"username": username, "password": "not-the-password"}
    )
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers
    validate(response.json(), PROBLEM_SCHEMA)


def test_get_the_callers_own_account_answers_200(
    validate: Callable[[object, object], None], me: requests.Response
) -> None:
    """GET /v1/me: the answer 200 is as the contract declares it."""
    assert me.status_code == 200
    validate(me.json(), USER_SCHEMA)


def test_trade_a_refresh_token_for_new_tokens_answers_200(
    anonymous_client: requests.Session,
    fresh_user_login: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """POST /v1/auth/refresh: the answer 200 is as the contract declares it."""
    refresh_token = fresh_user_login.json()["refresh_token"]
    response = anonymous_client.post(
        "/v1/auth/refresh", json={"refresh_token": refresh_token}
    )
    assert response.status_code == 200
    validate(response.json(), TOKENS_SCHEMA)


def test_list_the_tenants_products_answers_200(
    validate: Callable[[object, object], None], first_page_of_gifts: requests.Response
) -> None:
    """GET /v1/products: the answer 200 is as the contract declares it."""
    assert first_page_of_gifts.status_code == 200
    validate(first_page_of_gifts.json(), PRODUCT_PAGE_SCHEMA)


def test_get_a_product_answers_200(
    validate: Callable[[object, object], None], one_product: requests.Response
) -> None:
    """GET /v1/products/{product_id}: the answer 200 is as the contract declares it."""
    assert one_product.status_code == 200
    assert "ETag" in one_product.headers
    validate(one_product.json(), PRODUCT_SCHEMA)


@pytest.mark.usefixtures("turn")
def test_get_a_product_answers_304(
    user_client: requests.Session,
    first_page_of_gifts: requests.Response,
    one_product: requests.Response,
) -> None:
    """GET /v1/products/{product_id}: the answer 304 is as the contract declares it."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    etag = one_product.headers["ETag"]
    response = user_client.get(
        f"/v1/products/{product_id}", headers={"If-None-Match": etag}
    )
    assert response.status_code == 304
    assert "ETag" in response.headers


def test_search_products_by_text_and_orders_by_note_answers_200(
    user_client: requests.Session, validate: Callable[[object, object], None]
) -> None:
    """GET /v1/search: the answer 200 is as the contract declares it."""
    response = user_client.get("/v1/search", params={"q": "LAMP", "kind": "product"})
    assert response.status_code == 200
    validate(response.json(), HIT_PAGE_SCHEMA)


def test_add_a_product_answers_403(
    user_client: requests.Session, validate: Callable[[object, object], None]
) -> None:
    """POST /v1/products: the answer 403 is as the contract declares it."""
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
    validate(response.json(), PROBLEM_SCHEMA)


def test_add_an_address_answers_201(
    validate: Callable[[object, object], None], created_address: requests.Response
) -> None:
    """POST /v1/addresses: the answer 201 is as the contract declares it."""
    assert created_address.status_code == 201
    assert "Location" in created_address.headers
    validate(created_address.json(), ADDRESS_SCHEMA)


def test_place_an_order_answers_201(
    validate: Callable[[object, object], None], created_order: requests.Response
) -> None:
    """POST /v1/orders: the answer 201 is as the contract declares it."""
    assert created_order.status_code == 201
    assert "Location" in created_order.headers
    assert "ETag" in created_order.headers
    validate(created_order.json(), ORDER_SCHEMA)


def test_place_an_order_answers_422(
    user_client: requests.Session,
    first_page_of_gifts: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """POST /v1/orders: the answer 422 is as the contract declares it."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    response = user_client.post(
        "/v1/orders",
        json={"items": [{"product_id": product_id, "quantity": 0}], "coupon": "FREE"},
    )
    assert response.status_code == 422
    validate(response.json(), PROBLEM_SCHEMA)


def test_change_note_or_address_of_a_placed_order_answers_200(
    validate: Callable[[object, object], None], updated_order: requests.Response
) -> None:
    """PATCH /v1/orders/{order_id}: the answer 200 is as the contract declares it."""
    assert updated_order.status_code == 200
    assert "ETag" in updated_order.headers
    validate(updated_order.json(), ORDER_SCHEMA)


def test_list_orders_answers_200(
    validate: Callable[[object, object], None], my_placed_orders: requests.Response
) -> None:
    """GET /v1/orders: the answer 200 is as the contract declares it."""
    assert my_placed_orders.status_code == 200
    validate(my_placed_orders.json(), ORDER_PAGE_SCHEMA)


def test_pay_a_placed_order_answers_200(
    validate: Callable[[object, object], None], paid_order: requests.Response
) -> None:
    """POST /v1/orders/{order_id}/pay: the answer 200 is as the contract declares it."""
    assert paid_order.status_code == 200
    assert "ETag" in paid_order.headers
    validate(paid_order.json(), ORDER_SCHEMA)


@pytest.mark.usefixtures("paid_order")
def test_get_an_order_answers_404(
    stranger_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """GET /v1/orders/{order_id}: the answer 404 is as the contract declares it."""
    order_id = created_order.json()["id"]
    response = stranger_client.get(f"/v1/orders/{order_id}")
    assert response.status_code == 404
    validate(response.json(), PROBLEM_SCHEMA)


@pytest.mark.usefixtures("paid_order")
def test_cancel_a_placed_or_paid_order_answers_404(
    stranger_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """POST /v1/orders/{order_id}/cancel: the answer 404 is as the contract declares it."""
    order_id = created_order.json()["id"]
    response = stranger_client.post(
        f"/v1/orders/{order_id}/cancel", json={"reason": "other"}
    )
    assert response.status_code == 404
    validate(response.json(), PROBLEM_SCHEMA)


@pytest.mark.usefixtures("paid_order")
def test_get_an_order_answers_200(
    user_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """GET /v1/orders/{order_id}: the answer 200 is as the contract declares it."""
    order_id = created_order.json()["id"]
    response = user_client.get(f"/v1/orders/{order_id}")
    assert response.status_code == 200
    assert "ETag" in response.headers
    validate(response.json(), ORDER_SCHEMA)


def test_ship_a_paid_order_answers_200(
    validate: Callable[[object, object], None], shipped_order: requests.Response
) -> None:
    """POST /v1/warehouse/orders/{order_id}/ship: the answer 200 is as the contract declares it."""
    assert shipped_order.status_code == 200
    assert "ETag" in shipped_order.headers
    validate(shipped_order.json(), ORDER_SCHEMA)


@pytest.mark.usefixtures("shipped_order")
def test_cancel_a_placed_or_paid_order_answers_409(
    user_client: requests.Session,
    created_order: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """POST /v1/orders/{order_id}/cancel: the answer 409 is as the contract declares it."""
    order_id = created_order.json()["id"]
    response = user_client.post(
        f"/v1/orders/{order_id}/cancel", json={"reason": "changed_mind"}
    )
    assert response.status_code == 409
    validate(response.json(), PROBLEM_SCHEMA)


def test_create_a_user_in_the_callers_tenant_answers_201(
    validate: Callable[[object, object], None], created_user: requests.Response
) -> None:
    """POST /v1/users: the answer 201 is as the contract declares it."""
    assert created_user.status_code == 201
    assert "Location" in created_user.headers
    validate(created_user.json(), USER_SCHEMA)


def test_disable_a_user_answers_200(
    validate: Callable[[object, object], None], disabled_user: requests.Response
) -> None:
    """POST /v1/users/{user_id}/disable: the answer 200 is as the contract declares it."""
    assert disabled_user.status_code == 200
    validate(disabled_user.json(), USER_SCHEMA)


@pytest.mark.usefixtures("disabled_user")
def test_get_the_callers_own_account_answers_401(
    new_user_client: requests.Session, validate: Callable[[object, object], None]
) -> None:
    """GET /v1/me: the answer 401 is as the contract declares it."""
    response = new_user_client.get("/v1/me")
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers
    validate(response.json(), PROBLEM_SCHEMA)


def test_list_the_tenants_audit_events_answers_200(
    validate: Callable[[object, object], None],
    audit_events_of_the_user: requests.Response,
) -> None:
    """GET /v1/audit-events: the answer 200 is as the contract declares it."""
    assert audit_events_of_the_user.status_code == 200
    validate(audit_events_of_the_user.json(), AUDIT_PAGE_SCHEMA)


def test_order_a_report_answers_202(
    validate: Callable[[object, object], None], created_report: requests.Response
) -> None:
    """POST /v1/reports: the answer 202 is as the contract declares it."""
    assert created_report.status_code == 202
    assert "Location" in created_report.headers
    assert "Retry-After" in created_report.headers
    validate(created_report.json(), REPORT_SCHEMA)


def test_get_the_state_of_a_report_answers_200(
    validate: Callable[[object, object], None], finished_report: requests.Response
) -> None:
    """GET /v1/reports/{report_id}: the answer 200 is as the contract declares it."""
    assert finished_report.status_code == 200
    validate(finished_report.json(), REPORT_SCHEMA)


@pytest.mark.usefixtures("finished_report")
def test_get_the_result_of_a_report_answers_200(
    admin_client: requests.Session,
    created_report: requests.Response,
    validate: Callable[[object, object], None],
) -> None:
    """GET /v1/reports/{report_id}/result: the answer 200 is as the contract declares it."""
    report_id = created_report.json()["id"]
    response = admin_client.get(f"/v1/reports/{report_id}/result")
    assert response.status_code == 200
    validate(response.json(), REPORT_RESULT_SCHEMA)


def test_stream_the_tenants_orders_as_csv_answers_200(
    export_of_shipped_orders: requests.Response,
) -> None:
    """GET /v1/exports/orders.csv: the answer 200 is as the contract declares it."""
    assert export_of_shipped_orders.status_code == 200
    assert "Content-Disposition" in export_of_shipped_orders.headers


def test_created_address_can_be_read_back(
    user_client: requests.Session, created_address: requests.Response
) -> None:
    """POST /v1/addresses: what was written can be read back."""
    address_id = created_address.json()["id"]
    read = user_client.get(f"/v1/addresses/{address_id}")
    assert read.status_code == 200
    assert read.json() == created_address.json()


def test_created_order_can_be_read_back(
    user_client: requests.Session, created_order: requests.Response
) -> None:
    """POST /v1/orders: what was written can be read back."""
    order_id = created_order.json()["id"]
    read = user_client.get(f"/v1/orders/{order_id}")
    assert read.status_code == 200
    assert read.json() == created_order.json()


def test_updated_order_can_be_read_back(
    user_client: requests.Session,
    created_order: requests.Response,
    updated_order: requests.Response,
) -> None:
    """PATCH /v1/orders/{order_id}: what was written can be read back."""
    order_id = created_order.json()["id"]
    read = user_client.get(f"/v1/orders/{order_id}")
    assert read.status_code == 200
    assert read.json() == updated_order.json()


def test_paid_order_can_be_read_back(
    user_client: requests.Session,
    created_order: requests.Response,
    paid_order: requests.Response,
) -> None:
    """POST /v1/orders/{order_id}/pay: what was written can be read back."""
    order_id = created_order.json()["id"]
    read = user_client.get(f"/v1/orders/{order_id}")
    assert read.status_code == 200
    assert read.json() == paid_order.json()


def test_created_user_can_be_read_back(
    admin_client: requests.Session, created_user: requests.Response
) -> None:
    """POST /v1/users: what was written can be read back."""
    new_user_id = created_user.json()["id"]
    read = admin_client.get(f"/v1/users/{new_user_id}")
    assert read.status_code == 200
    assert read.json() == created_user.json()


def test_disabled_user_can_be_read_back(
    admin_client: requests.Session,
    created_user: requests.Response,
    disabled_user: requests.Response,
) -> None:
    """POST /v1/users/{user_id}/disable: what was written can be read back."""
    new_user_id = created_user.json()["id"]
    read = admin_client.get(f"/v1/users/{new_user_id}")
    assert read.status_code == 200
    assert read.json() == disabled_user.json()


@pytest.mark.usefixtures("deleted_address")
def test_deleted_address_is_gone(
    user_client: requests.Session, created_address: requests.Response
) -> None:
    """DELETE /v1/addresses/{address_id}: what was written is gone."""
    address_id = created_address.json()["id"]
    read = user_client.get(f"/v1/addresses/{address_id}")
    assert read.status_code == 404
