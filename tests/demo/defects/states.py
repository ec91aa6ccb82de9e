"""What shows the defects of states."""

from typing import Any

from tests.demo.defects.making import (
    address,
    atlas,
    cancel,
    order,
    pay,
    payment,
    placed,
    product,
    report,
    review,
    reviews,
    stock,
    user,
)
from tests.demo.defects.walk import GOOD_ADDRESS, GOOD_PRODUCT, GOOD_USER, Walk


def note(w: Walk) -> Any:
    path = order(w)
    w.patch("alice", path, {"note": "ring twice"})
    return w.get("alice", path).body["note"]


def city(w: Walk) -> str:
    path = f"/v1/addresses/{address(w)}"
    w.put("alice", path, {**GOOD_ADDRESS, "city": "Bern"})
    return str(w.get("alice", path).body["city"])


def deleted_address(w: Walk) -> tuple[int, int]:
    path = f"/v1/addresses/{address(w)}"
    w.delete("alice", path)
    return w.get("alice", path).status, w.get("alice", "/v1/addresses").body["total"]


def deleted_review(w: Walk) -> int:
    path = review(w)
    w.get("alice", path)
    w.delete("alice", path)
    return w.get("alice", path).status


def kept_address(w: Walk) -> bool:
    path = order(w, address_id=address(w))
    w.patch("alice", path, {"note": "x"})
    return w.get("alice", path).body["shipping_address"] is not None


def kept_text(w: Walk) -> str:
    path = review(w)
    w.patch("alice", path, {"rating": 1})
    return str(w.get("alice", path).body["text"])


def defaulted(w: Walk) -> str:
    found = product(w, description="Old words")
    body = {**GOOD_PRODUCT, "sku": found["sku"]}
    return str(w.put("ada", f"/v1/products/{found['id']}", body, If_Match='"v1"').body["description"])


def set_twice(w: Walk) -> int:
    found = product(w, stock=0)
    for _ in range(2):
        answer = w.put("acme-writer", f"/v1/feeds/stock/{found['sku']}", {"stock": 7})
    return int(answer.body["stock"])


def sums(w: Walk) -> bool:
    found = placed(w)
    return bool(found["total_cents"] == sum(item["line_total_cents"] for item in found["items"]))


def numbers(w: Walk) -> int:
    return len({placed(w)["number"] for _ in range(3)})


def same_sku(w: Walk) -> int:
    return [w.post("ada", "/v1/products", GOOD_PRODUCT).status for _ in range(2)][1]


def same_email(w: Walk) -> int:
    user(w)
    return w.post("ada", "/v1/users", {**GOOD_USER, "username": "zora"}).status


def second_review(w: Walk) -> int:
    path = reviews(w)
    return [w.post("alice", path, {"rating": 4, "text": "Good."}).status for _ in range(2)][1]


def moved(*steps: Any) -> Any:
    """The status of the last of some steps with a new order."""

    def show(w: Walk) -> Any:
        path = order(w)
        return [step(w, path) for step in steps][-1]

    return show


def ship(w: Walk, path: str) -> int:
    ship = path.replace("/v1/orders", "/v1/warehouse/orders") + "/ship"
    return w.post("warehouse", ship, {"tracking_code": "TRK-123"}).status


def annotate(w: Walk, path: str) -> int:
    return w.patch("alice", path, {"note": "late"}).status


def paid_wrongly(w: Walk) -> int:
    found = placed(w)
    path = f"/v1/orders/{found['id']}/pay"
    return w.post("alice", path, payment(found, amount_cents=1), Idempotency_Key="key-00001").status


def disabled_again(w: Walk) -> int:
    path = user(w)
    return [w.post("ada", f"{path}/disable").status for _ in range(2)][1]


def stock_back(w: Walk) -> int:
    before = stock(w, atlas(w))
    cancel(w, order(w))
    return stock(w, atlas(w)) - before


def report_states(w: Walk) -> list[str]:
    path, states = report(w), []
    for _ in range(4):
        states.append(w.get("mona", path).body["status"])
        w.advance(milliseconds=120)
    return states


def at_last(w: Walk) -> tuple[str, int]:
    path = report(w)
    w.advance(minutes=1)
    return w.get("mona", path).body["status"], w.get("mona", f"{path}/result").status


SHOWN: dict[str, Any] = {
    "note-not-kept": (note, "ring twice", None),
    "address-not-kept": (city, "Bern", "d"),
    "deleted-stays": (deleted_address, (404, 1), (200, 2)),
    "deleted-readable": (deleted_review, 404, 200),
    "deleted-listed": (deleted_address, (404, 1), (404, 2)),
    "patch-resets-address": (kept_address, True, False),
    "patch-resets-text": (kept_text, "Good.", "-"),
    "put-merges": (defaulted, "", "Old words"),
    "put-adds": (set_twice, 7, 14),
    "wrong-total": (sums, True, False),
    "numbers-repeat": (numbers, 3, 1),
    "sku-twice": (same_sku, 409, 201),
    "email-twice": (same_email, 409, 201),
    "reviewed-twice": (second_review, 409, 201),
    "paid-in-any-state": (moved(cancel, pay), 409, 200),
    "cancelled-paid": (moved(cancel, pay), 409, 200),
    "cancelled-twice": (moved(cancel, cancel), 409, 200),
    "shipped-cancelled": (moved(pay, ship, cancel), 409, 200),
    "unpaid-shipped": (moved(ship), 409, 200),
    "changed-after-paying": (moved(pay, annotate), 409, 200),
    "disabled-twice": (disabled_again, 409, 200),
    "any-amount": (paid_wrongly, 409, 200),
    "stock-not-returned": (stock_back, 0, -2),
    "report-never-done": (at_last, ("done", 200), ("running", 409)),
    "report-without-result": (at_last, ("done", 200), ("done", 409)),
    "report-goes-back": (
        report_states,
        ["queued", "running", "running", "done"],
        ["queued", "running", "queued", "done"],
    ),
}
