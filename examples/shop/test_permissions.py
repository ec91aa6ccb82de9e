"""Who may do what, and who may not."""

import httpx
import pytest


def test_a_member_adds_no_products(user_client: httpx.Client) -> None:
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
    stranger_client: httpx.Client, created_order: httpx.Response, run: str
) -> None:
    """Second identity / A stranger does not see the order: is not there for strangers."""
    order_id = created_order.json()["id"]
    response = stranger_client.get(f"/v1/orders/{order_id}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert run not in response.text


@pytest.mark.usefixtures("paid_order")
def test_a_stranger_does_not_cancel_the_order(
    stranger_client: httpx.Client, created_order: httpx.Response
) -> None:
    """Second identity / A stranger does not cancel the order: is not there for strangers."""
    order_id = created_order.json()["id"]
    response = stranger_client.post(
        f"/v1/orders/{order_id}/cancel", json={"reason": "other"}
    )
    assert response.status_code == 404


@pytest.mark.usefixtures("disabled_user")
def test_the_disabled_user_is_out(new_user_client: httpx.Client) -> None:
    """Admin / The disabled user is out: is refused at once, although the token has not expired."""
    response = new_user_client.get("/v1/me")
    assert response.status_code == 401
    assert "invalid_token" in response.headers["WWW-Authenticate"]


@pytest.mark.usefixtures("logout")
def test_after_the_logout_the_token_is_worth_nothing(
    fresh_user_client: httpx.Client,
) -> None:
    """Leave / After the logout: the token is worth nothing."""
    response = fresh_user_client.get("/v1/me")
    assert response.status_code == 401
    assert response.json()["code"] == "invalid_token"
