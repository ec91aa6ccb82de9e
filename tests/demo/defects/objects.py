"""What shows the defects of objects in strangers' hands."""

from typing import Any

from tests.demo.defects.making import (
    address,
    atlas,
    cancel,
    coupon,
    items,
    order,
    pay,
    placed,
    report,
    review,
)
from tests.demo.defects.walk import GOOD_ADDRESS, Walk


def read(who: str, *, below: str = "") -> Any:
    """The status of the order of alice for somebody else."""
    return lambda w: w.get(who, f"{order(w)}{below}").status


def result(w: Walk) -> int:
    path = report(w)
    w.advance(seconds=1)
    return w.get("ada", f"{path}/result").status


def listed(path: str, who: str, **query: Any) -> Any:
    return lambda w: w.get(who, path, **query).body["total"]


def of_bob(w: Walk) -> int:
    return int(w.get("alice", "/v1/orders", customer_id=w.get("bob", "/v1/me").body["id"]).body["total"])


def searched(w: Walk) -> int:
    order(w, note="canary of alice")
    return int(w.get("bob", "/v1/search", q="canary of alice").body["total"])


def foreign_events(w: Walk) -> bool:
    w.token("gina")
    return any(item["actor"] == "gina" for item in w.get("ada", "/v1/audit-events").body["items"])


def sent_to_alice(w: Walk) -> str | None:
    body = {"items": items(w), "address_id": address(w, street="Canary Street 1")}
    found = w.post("bob", "/v1/orders", body).body.get("shipping_address") or {}
    return found.get("street")


def ordered_abroad(w: Walk) -> int:
    return w.post("alice", "/v1/orders", {"items": [{"product_id": atlas(w, "carol"), "quantity": 1}]}).status


def changed(w: Walk) -> Any:
    path = order(w)
    w.patch("bob", path, {"note": "taken over"})
    return w.get("alice", path).body["note"]


def replaced(w: Walk) -> str:
    path = f"/v1/addresses/{address(w)}"
    w.put("bob", path, {**GOOD_ADDRESS, "city": "Taken"})
    return str(w.get("alice", path).body["city"])


def rated(w: Walk) -> int:
    path = review(w)
    w.patch("bob", path, {"rating": 1})
    return int(w.get("alice", path).body["rating"])


def gone(path: Any, who: str) -> Any:
    """Whether the owner still has it after somebody else has deleted it."""

    def show(w: Walk) -> int:
        found = path(w)
        w.delete(who, found)
        return w.get("alice", found).status

    return show


def cancelled(w: Walk) -> str:
    path = order(w)
    cancel(w, path, "carol")
    return str(w.get("alice", path).body["status"])


def paid(w: Walk) -> str:
    path = order(w)
    pay(w, path, "bob")
    return str(w.get("alice", path).body["status"])


def redeemed(w: Walk) -> int:
    path = coupon(w)
    w.post("carol", f"{path}/redeem")
    return int(w.get("ada", path).body["uses"])


def foreign_product(w: Walk) -> int:
    return w.get("carol", f"/v1/products/{atlas(w)}").status


def own_address(w: Walk) -> str:
    return f"/v1/addresses/{address(w)}"


def exported(w: Walk) -> bool:
    placed(w, "carol", note="canary of carol")
    return b"canary of carol" in w.get("mona", "/v1/exports/orders.csv").body


SHOWN: dict[str, Any] = {
    "orders-open": (read("carol"), 404, 200),
    "order-by-id": (read("bob"), 404, 200),
    "addresses-open": (lambda w: w.get("bob", own_address(w)).status, 404, 200),
    "reports-open": (lambda w: w.get("ada", report(w)).status, 404, 200),
    "results-open": (result, 404, 200),
    "managers-of-all": (read("gert"), 404, 200),
    "products-open": (foreign_product, 404, 200),
    "reviews-nested": (lambda w: w.get("carol", f"/v1/products/{atlas(w)}/reviews").status, 404, 200),
    "all-orders-listed": (listed("/v1/orders", "alice"), 3, 6),
    "all-addresses-listed": (listed("/v1/addresses", "alice"), 1, 4),
    "customer-filter-opens": (of_bob, 0, 3),
    "notes-searched": (searched, 0, 1),
    "events-of-all": (foreign_events, False, True),
    "everything-exported": (exported, False, True),
    "invoices-open": (read("bob", below="/invoice"), 404, 200),
    "foreign-address-used": (sent_to_alice, None, "Canary Street 1"),
    "foreign-product-used": (ordered_abroad, 422, 201),
    "orders-changed-by-anyone": (changed, None, "taken over"),
    "addresses-replaced-by-anyone": (replaced, "d", "Taken"),
    "reviews-edited-by-colleagues": (rated, 4, 1),
    "addresses-deleted-by-anyone": (gone(own_address, "bob"), 200, 404),
    "reviews-deleted-by-colleagues": (gone(review, "bob"), 200, 404),
    "cancelled-by-anyone": (cancelled, "placed", "cancelled"),
    "paid-by-anyone": (paid, "placed", "paid"),
    "coupons-of-all": (redeemed, 0, 1),
}
