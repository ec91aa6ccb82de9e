"""What shows the defects of lists."""

from typing import Any

from tests.demo.defects.making import product
from tests.demo.defects.walk import Walk

NAMES = ["Atlas", "Chess set", "Cookbook", "Desk lamp"]


def names(**query: Any) -> Any:
    return lambda w: [item["name"] for item in w.get("alice", "/v1/products", **query).body["items"]]


def pages(w: Walk) -> list[str]:
    return [name for offset in (0, 2) for name in names(limit=2, offset=offset)(w)]


def count(path: str, **query: Any) -> Any:
    return lambda w: len(w.get("mona", path, **query).body["items"])


def total(**query: Any) -> Any:
    return lambda w: w.get("alice", "/v1/products", **query).body["total"]


def cheapest(w: Walk) -> list[int]:
    for price in (9, 80, 700):
        product(w, price_cents=price, tags=["new"])
    return [item["price_cents"] for item in w.get("alice", "/v1/products", tag="new", sort="price_cents").body["items"]]


def at_the_bound(w: Walk) -> int:
    totals = [item["total_cents"] for item in w.get("mona", "/v1/orders").body["items"]]
    return int(w.get("mona", "/v1/orders", min_total_cents=max(totals)).body["total"])


SHOWN: dict[str, Any] = {
    "page-off-by-one": (pages, NAMES, ["Atlas", "Chess set", "Chess set", "Cookbook"]),
    "page-loses-one": (pages, NAMES, ["Atlas", "Chess set", "Desk lamp"]),
    "limit-ignored": (count("/v1/products", limit=2), 2, 12),
    "offset-ignored": (pages, NAMES, NAMES[:2] * 2),
    "zero-limit-taken": (lambda w: w.get("alice", "/v1/orders", limit=0).status, 422, 200),
    "negative-offset-taken": (lambda w: w.get("alice", "/v1/orders", offset=-1).status, 422, 200),
    "huge-limit-taken": (lambda w: w.get("alice", "/v1/products", limit=101).status, 422, 200),
    "total-of-page": (total(limit=2), 12, 2),
    "total-one-more": (total(), 12, 13),
    "sort-ignored": (names(sort="price_cents", limit=2), ["Whisk", "Hand trowel"], ["Atlas", "Cookbook"]),
    "sort-upside-down": (names(limit=1), ["Atlas"], ["Whisk"]),
    "minus-ignored": (names(limit=1, sort="-name"), ["Whisk"], ["Atlas"]),
    "numbers-as-text": (cheapest, [9, 80, 700], [700, 80, 9]),
    "filter-ignored": (count("/v1/orders", status="paid"), 2, 6),
    "in-stock-ignored": (total(in_stock="false"), 1, 12),
    "highest-price-ignored": (total(max_price_cents=1250), 2, 12),
    "filters-added": (total(category="books", tag="wood"), 0, 7),
    "least-total-excluded": (at_the_bound, 2, 0),
    "period-ignored": (count("/v1/orders", created_to="2020-01-01T00:00:00Z"), 0, 6),
}
