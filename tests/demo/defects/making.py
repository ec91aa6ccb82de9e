"""What most shows begin with: the path of something new of somebody."""

from typing import Any

from tests.demo.defects.walk import GOOD_ADDRESS, GOOD_COUPON, GOOD_NEWS, GOOD_PRODUCT, GOOD_USER, Walk


def address(w: Walk, who: str = "alice", **fields: Any) -> str:
    return str(w.post(who, "/v1/addresses", {**GOOD_ADDRESS, **fields}).body["id"])


def product(w: Walk, who: str = "ada", **fields: Any) -> dict[str, Any]:
    body = {**GOOD_PRODUCT, "sku": f"TST-{next(w.numbers):05d}", **fields}
    return dict(w.post(who, "/v1/products", body).body)


def user(w: Walk, **fields: Any) -> str:
    return f"/v1/users/{w.post('ada', '/v1/users', {**GOOD_USER, **fields}).body['id']}"


def items(w: Walk, quantity: int = 2, who: str = "alice") -> list[dict[str, Any]]:
    return [{"product_id": atlas(w, who), "quantity": quantity}]


def atlas(w: Walk, who: str = "alice") -> str:
    """The id of a product of the start data."""
    return str(w.get(who, "/v1/products", q="atlas").body["items"][0]["id"])


def placed(w: Walk, who: str = "alice", **fields: Any) -> dict[str, Any]:
    """A new order."""
    return dict(w.post(who, "/v1/orders", {"items": items(w, who=who), **fields}).body)


def order(w: Walk, who: str = "alice", **fields: Any) -> str:
    """The path of a new order."""
    return f"/v1/orders/{placed(w, who, **fields)['id']}"


def payment(found: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"method": "card", "amount_cents": found["total_cents"], **fields}


def pay(w: Walk, path: str, who: str = "alice", key: str = "key-00001") -> int:
    total = w.get("ada", path).body["total_cents"]
    return w.post(who, f"{path}/pay", {"method": "card", "amount_cents": total}, Idempotency_Key=key).status


def cancel(w: Walk, path: str, who: str = "alice") -> int:
    return w.post(who, f"{path}/cancel", {"reason": "other"}).status


def review(w: Walk, who: str = "alice") -> str:
    """The path of a new review of a product without one."""
    return f"/v1/reviews/{w.post(who, reviews(w), {'rating': 4, 'text': 'Good.'}).body['id']}"


def reviews(w: Walk) -> str:
    """The path of the reviews of a product that nobody has reviewed."""
    found = w.get("alice", "/v1/products", q="whisk").body["items"][0]["id"]
    return f"/v1/products/{found}/reviews"


def coupon(w: Walk, **fields: Any) -> str:
    return f"/v1/coupons/{w.post('ada', '/v1/coupons', {**GOOD_COUPON, **fields}).body['id']}"


def news(w: Walk, who: str = "mona", **fields: Any) -> dict[str, Any]:
    return dict(w.post(who, "/v1/announcements", {**GOOD_NEWS, **fields}).body)


def report(w: Walk, who: str = "mona") -> str:
    return f"/v1/reports/{w.post(who, '/v1/reports', {'kind': 'stock'}).body['id']}"


def stock(w: Walk, product_id: str) -> int:
    return int(w.get("ada", f"/v1/products/{product_id}").body["stock"])
