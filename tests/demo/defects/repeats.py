"""What shows the defects of the same again, and at the same moment."""

from typing import Any

from tests.demo.defects.making import atlas, coupon, items, order, product, stock
from tests.demo.defects.walk import GOOD_PRODUCT, Walk

KEY = {"idempotency_key": "key-00001"}


def placed(*quantities: int, who: tuple[str, ...] = ("alice", "alice")) -> Any:
    """The answers to orders with one Idempotency-Key."""

    def show(w: Walk) -> list[Any]:
        return [
            w.post(name, "/v1/orders", {"items": items(w, some)}, **KEY)
            for name, some in zip(who, quantities, strict=True)
        ]

    return show


def retried(w: Walk) -> int:
    return len({answer.body["id"] for answer in placed(2, 2)(w)})


def shared(w: Walk) -> int:
    return len({answer.body["id"] for answer in placed(2, 2, who=("alice", "bob"))(w)})


def sold(w: Walk) -> tuple[list[int], int]:
    found = product(w, stock=3)["id"]
    body = {"items": [{"product_id": found, "quantity": 2}]}
    answers = w.together(*(("alice", "POST", "/v1/orders", body, {}) for _ in range(3)))
    return sorted(answer.status for answer in answers), stock(w, found)


def redeemed(w: Walk) -> tuple[list[int], int]:
    path = coupon(w)
    answers = w.together(*((who, "POST", f"{path}/redeem", None, {}) for who in ("alice", "bob", "mona")))
    return sorted(answer.status for answer in answers), w.get("ada", path).body["uses"]


def cancelled(w: Walk) -> tuple[list[int], int]:
    path = order(w)
    before = stock(w, atlas(w))
    answers = w.together(*(("alice", "POST", f"{path}/cancel", {"reason": "other"}, {}) for _ in range(2)))
    return sorted(answer.status for answer in answers), stock(w, atlas(w)) - before


def replaced(**headers: str) -> Any:
    def show(w: Walk) -> int:
        found = product(w)
        body = {**GOOD_PRODUCT, "sku": found["sku"]}
        return w.put("ada", f"/v1/products/{found['id']}", body, **headers).status

    return show


def fresh(tag: str) -> Any:
    return lambda w: w.send("alice", "GET", f"/v1/products/{product(w)['id']}", if_none_match=tag).status


def moved(w: Walk) -> bool:
    path = order(w)
    before = w.get("alice", path).headers["etag"]
    return bool(w.patch("alice", path, {"note": "x"}).headers["etag"] != before)


SHOWN: dict[str, Any] = {
    "placed-twice": (retried, 1, 2),
    "key-shared": (shared, 2, 1),
    "key-with-any-body": (lambda w: placed(2, 3)(w)[1].status, 422, 201),
    "oversold": (sold, ([201, 409, 409], 1), ([201, 201, 201], -3)),
    "coupon-raced": (redeemed, ([200, 409, 409], 1), ([200, 200, 200], 3)),
    "cancelled-at-once": (cancelled, ([200, 409], 2), ([200, 200], 4)),
    "match-optional": (replaced(), 428, 200),
    "match-ignored": (replaced(If_Match='"v9"'), 412, 200),
    "none-match-ignored": (fresh('"v1"'), 304, 200),
    "never-modified": (fresh('"v9"'), 200, 304),
    "etag-stands-still": (moved, True, False),
}
