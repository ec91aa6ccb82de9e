"""What the API promises about orders."""

import re

import pytest
import requests


def test_place_an_order_is_placed_with_the_totals_of_the_shop(
    first_page_of_gifts: requests.Response, created_order: requests.Response
) -> None:
    """Orders / Place an order: is placed, with the totals of the shop."""
    price_cents = first_page_of_gifts.json()["items"][0]["price_cents"]
    assert created_order.status_code == 201
    body = created_order.json()
    assert body["status"] == "placed"
    assert len(body["items"]) == 1
    quantity = 2
    assert body["items"][0]["quantity"] == quantity
    assert body["total_cents"] == quantity * price_cents


def test_place_an_order_goes_to_the_address(
    created_address: requests.Response, created_order: requests.Response
) -> None:
    """Orders / Place an order: goes to the address."""
    address_id = created_address.json()["id"]
    assert created_order.json()["shipping_address"]["id"] == address_id


def test_place_the_same_order_again_gets_the_first_answer(
    user_client: requests.Session,
    first_page_of_gifts: requests.Response,
    created_address: requests.Response,
    created_order: requests.Response,
    run: str,
) -> None:
    """Orders / Place the same order again: gets the first answer and places no second order."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    address_id = created_address.json()["id"]
    order_id = created_order.json()["id"]
    response = user_client.post(
        "/v1/orders",
        headers={"Idempotency-Key": f"order-{run}"},
        json={
            "items": [{"product_id": product_id, "quantity": 2}],
            "address_id": address_id,
            "note": f"Run {run}",
        },
    )
    assert response.status_code == 201
    assert response.headers["Idempotency-Replayed"] == "true"
    assert response.json()["id"] == order_id


def test_order_of_nothing_is_refused_with_the_place_of_each_error(
    user_client: requests.Session, first_page_of_gifts: requests.Response
) -> None:
    """Orders / An order of nothing: is refused, with the place of each error."""
    product_id = first_page_of_gifts.json()["items"][0]["id"]
    response = user_client.post(
        "/v1/orders",
        json={"items": [{"product_id": product_id, "quantity": 0}], "coupon": "FREE"},
    )
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    errors = [f"{error['pointer']} {error['rule']}" for error in body["errors"]]
    assert sorted(errors) == [
        "/coupon additionalProperties",
        "/items/0/quantity minimum",
    ]


def test_changes_the_note_and_nothing_else(
    created_order: requests.Response, updated_order: requests.Response, run: str
) -> None:
    """Orders / Change the note: changes the note and nothing else."""
    total_cents = created_order.json()["total_cents"]
    assert updated_order.status_code == 200
    body = updated_order.json()
    assert body["note"] == f"Ring twice, run {run}"
    assert body["total_cents"] == total_cents
    assert body["version"] == 2


def test_my_placed_orders_holds_the_new_order_first(
    created_order: requests.Response, my_placed_orders: requests.Response
) -> None:
    """Orders / My placed orders: holds the new order first."""
    order_id = created_order.json()["id"]
    assert my_placed_orders.status_code == 200
    assert my_placed_orders.json()["items"][0]["id"] == order_id


def test_my_placed_orders_holds_only_what_was_asked_for(
    me: requests.Response, my_placed_orders: requests.Response
) -> None:
    """Orders / My placed orders: holds only what was asked for."""
    user_id = me.json()["id"]
    body = my_placed_orders.json()
    for order in body["items"]:
        assert order["status"] == "placed"
        assert order["customer_id"] == user_id


def test_pay_the_order_is_paid(paid_order: requests.Response) -> None:
    """Orders / Pay the order: is paid."""
    assert paid_order.status_code == 200
    body = paid_order.json()
    assert body["status"] == "paid"
    assert body["payment_method"] == "card"


@pytest.mark.usefixtures("paid_order")
def test_the_owner_still_has_it(
    user_client: requests.Session, created_order: requests.Response
) -> None:
    """Second identity / The owner still has it: is as the owner left it."""
    order_id = created_order.json()["id"]
    response = user_client.get(f"/v1/orders/{order_id}")
    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "paid"
    assert body["version"] == 3


def test_ship_the_order_is_shipped(shipped_order: requests.Response) -> None:
    """Warehouse / Ship the order: is shipped."""
    assert shipped_order.status_code == 200
    body = shipped_order.json()
    assert body["status"] == "shipped"
    assert re.search(r"^TRK-[A-Z0-9]+\Z", body["tracking_code"])


@pytest.mark.usefixtures("shipped_order")
def test_a_shipped_order_is_not_cancelled(
    user_client: requests.Session, created_order: requests.Response
) -> None:
    """Warehouse / A shipped order is not cancelled: is too late."""
    order_id = created_order.json()["id"]
    response = user_client.post(
        f"/v1/orders/{order_id}/cancel", json={"reason": "changed_mind"}
    )
    assert response.status_code == 409
    assert response.json()["code"] == "order_state"
