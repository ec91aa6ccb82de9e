"""What shows the defects of input that is taken."""

from typing import Any

from tests.demo.defects.making import address, atlas, items, order, payment, placed, product, reviews
from tests.demo.defects.walk import GOOD_ADDRESS, GOOD_PRODUCT, GOOD_USER, Walk
from tests.demo.making import multipart


def sent(who: str, path: str, good: Any, **change: Any) -> Any:
    return lambda w: w.post(who, path, {**good, **change}).status


def ordered(**fields: Any) -> Any:
    """The status of an order of one item with such fields."""
    return lambda w: (
        w.post("alice", "/v1/orders", {"items": [{"product_id": atlas(w), "quantity": 1, **fields}]}).status
    )


def twice(w: Walk) -> int:
    return w.post("alice", "/v1/orders", {"items": items(w) * 2}).status


def unkeyed(w: Walk) -> int:
    found = placed(w)
    return w.post("alice", f"/v1/orders/{found['id']}/pay", payment(found)).status


def uploaded(w: Walk) -> int:
    upload = multipart(b"#!/bin/sh", "text/plain")
    return w.put("ada", f"/v1/products/{product(w)['id']}/image", **upload).status


def role(w: Walk) -> str:
    w.patch("alice", "/v1/me", {"display_name": "Al", "role": "admin"})
    return str(w.get("alice", "/v1/me").body["role"])


def state(w: Walk) -> str:
    path = order(w)
    w.patch("alice", path, {"note": "x", "status": "shipped"})
    return str(w.get("alice", path).body["status"])


def given_away(w: Walk) -> int:
    path, bob = f"/v1/addresses/{address(w)}", w.get("bob", "/v1/me").body["id"]
    w.put("alice", path, {**GOOD_ADDRESS, "owner_id": bob})
    return w.get("bob", path).status


def planted_user(w: Walk) -> int:
    w.post("ada", "/v1/users", {**GOOD_USER, "tenant": "globex"})
    return int(w.get("gina", "/v1/users", q="zoe").body["total"])


def own_price(w: Walk) -> Any:
    line = {"product_id": atlas(w), "quantity": 1, "unit_price_cents": 1}
    return w.post("alice", "/v1/orders", {"items": [line]}).body.get("total_cents")


SHOWN: dict[str, Any] = {
    "minimum-ignored": (sent("ada", "/v1/products", GOOD_PRODUCT, price_cents=0), 422, 201),
    "maximum-ignored": (sent("ada", "/v1/products", GOOD_PRODUCT, price_cents=10_000_001), 422, 201),
    "hundred-taken": (ordered(quantity=100), 422, 201),
    "length-ignored": (sent("alice", "/v1/addresses", GOOD_ADDRESS, city="x" * 121), 422, 201),
    "pattern-ignored": (sent("alice", "/v1/addresses", GOOD_ADDRESS, postcode="***"), 422, 201),
    "enum-ignored": (sent("alice", "/v1/addresses", GOOD_ADDRESS, country="XX"), 422, 201),
    "email-unchecked": (sent("ada", "/v1/users", GOOD_USER, email="nobody"), 422, 201),
    "unknown-fields-taken": (lambda w: w.patch("alice", order(w), {"note": "x", "colour": "red"}).status, 422, 200),
    "text-optional": (lambda w: w.post("alice", reviews(w), {"rating": 4}).status, 422, 201),
    "quantity-as-text": (ordered(quantity="2"), 422, 201),
    "city-null": (sent("alice", "/v1/addresses", GOOD_ADDRESS, city=None), 422, 201),
    "name-empty": (lambda w: w.patch("alice", "/v1/me", {"display_name": ""}).status, 422, 200),
    "tags-endless": (sent("ada", "/v1/products", GOOD_PRODUCT, tags=list("abcdefghij")), 422, 201),
    "tags-twice": (sent("ada", "/v1/products", GOOD_PRODUCT, tags=["a", "a"]), 422, 201),
    "items-twice": (twice, 422, 201),
    "order-of-nothing": (sent("alice", "/v1/orders", {}, items=[]), 422, 201),
    "any-file-taken": (uploaded, 415, 200),
    "query-unchecked": (lambda w: w.get("alice", "/v1/products", min_price_cents="cheap").status, 422, 200),
    "parameters-twice": (lambda w: w.send("alice", "GET", "/v1/orders", query="limit=1&limit=2").status, 422, 200),
    "unknown-parameters-taken": (lambda w: w.get("alice", "/v1/orders", colour="red").status, 422, 200),
    "key-unchecked": (
        lambda w: w.post("alice", "/v1/orders", {"items": items(w)}, Idempotency_Key="x").status,
        422,
        201,
    ),
    "key-optional": (unkeyed, 422, 200),
    "cookie-unchecked": (lambda w: w.send("alice", "GET", "/v1/announcements", cookie="lang=xx").status, 422, 200),
    "role-writable": (role, "member", "admin"),
    "status-writable": (state, "placed", "shipped"),
    "owner-writable": (given_away, 404, 200),
    "tenant-writable": (planted_user, 0, 1),
    "price-writable": (own_price, None, 1),
    "id-writable": (sent("ada", "/v1/products", GOOD_PRODUCT, id=f"prd_{'b' * 20}"), 422, 201),
}
