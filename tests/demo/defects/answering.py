"""What shows the defects of answers."""

from typing import Any

from assay.demo.defects import answering
from tests.demo.defects.making import address, order, placed, product, report, review, reviews
from tests.demo.defects.walk import GOOD_ADDRESS, UNKNOWN, Walk
from tests.demo.making import PNG, multipart


def image(w: Walk) -> Any:
    path = f"/v1/products/{product(w)['id']}/image"
    upload = multipart(PNG, "image/png")
    w.put("ada", path, **upload)
    return w.get("alice", path)


def slept(w: Walk) -> float:
    """For how long the shop sleeps over a search."""
    naps: list[float] = []

    class Bed:
        @staticmethod
        async def sleep(seconds: float) -> None:
            naps.append(seconds)

    module = vars(answering)
    real, module["asyncio"] = module["asyncio"], Bed
    try:
        w.get("alice", "/v1/search", q="lamp")
    finally:
        module["asyncio"] = real
    return sum(naps)


def followed(w: Walk) -> int:
    made = w.post("alice", reviews(w), {"rating": 4, "text": "Good."})
    return w.get("alice", made.headers["location"]).status


SHOWN: dict[str, Any] = {
    "order-answers-200": (
        lambda w: w.post("alice", "/v1/orders", {"items": [{"product_id": product(w)["id"], "quantity": 1}]}).status,
        201,
        200,
    ),
    "deleting-answers-200": (lambda w: w.delete("alice", f"/v1/addresses/{address(w)}").status, 204, 200),
    "undeclared-status": (lambda w: w.delete("alice", review(w)).status, 204, 202),
    "undeclared-type": (
        lambda w: w.get("", "/health").headers["content-type"],
        "application/json",
        "text/plain; charset=utf-8",
    ),
    "json-as-html": (
        lambda w: w.get("mona", report(w)).headers["content-type"],
        "application/json",
        "text/html; charset=utf-8",
    ),
    "debug-header": (
        lambda w: w.get("alice", f"/v1/products/{product(w)['id']}").headers.get("x-debug-cache"),
        None,
        "miss",
    ),
    "location-missing": (lambda w: "location" in w.post("alice", "/v1/addresses", GOOD_ADDRESS).headers, True, False),
    "location-wrong": (followed, 200, 404),
    "etag-missing": (lambda w: "etag" in w.get("alice", f"/v1/products/{product(w)['id']}").headers, True, False),
    "challenge-missing": (lambda w: "www-authenticate" in w.get("", "/v1/me").headers, True, False),
    "total-renamed": (lambda w: "total_cents" in placed(w), True, False),
    "price-as-text": (lambda w: w.get("alice", f"/v1/products/{product(w)['id']}").body["price_cents"], 700, "700"),
    "name-null": (lambda w: w.get("alice", f"/v1/products/{product(w)['id']}").body["name"], "Thing", None),
    "tags-null": (lambda w: w.get("alice", "/v1/products", q="atlas").body["items"][0]["tags"], ["maps", "gift"], None),
    "postcode-dropped": (lambda w: "postcode" in w.post("alice", "/v1/addresses", GOOD_ADDRESS).body, True, False),
    "margin-shown": (lambda w: w.get("alice", order(w)).body.get("margin_cents"), None, 120),
    "date-in-german": (lambda w: w.get("alice", "/v1/me").body["created_at"][:10], "2026-01-05", "05.01.2026"),
    "status-shouted": (
        lambda w: w.get("alice", "/v1/orders", status="paid").body["items"][0]["status"],
        "paid",
        "PAID",
    ),
    "errors-short": (lambda w: "errors" in w.get("", "/v1/me").body, True, False),
    "error-shape-wanders": (
        lambda w: w.get("alice", f"/v1/reviews/rev_{UNKNOWN}").body.get("error"),
        None,
        "Not found",
    ),
    "refused-with-200": (lambda w: w.get("ada", f"/v1/users/usr_{UNKNOWN}").status, 404, 200),
    "slow-search": (slept, 0, answering.SLOW),
    "off-site-redirect": (lambda w: image(w).headers.get("location"), None, "https://images.elsewhere.example/1.png"),
    "sniffing-allowed": (lambda w: w.get("", "/health").headers.get("x-content-type-options"), "nosniff", None),
    "framing-allowed": (lambda w: "content-security-policy" in w.get("", "/health").headers, True, False),
}
