"""What shows the defects that make the shop fail."""

from typing import Any

from tests.demo.defects.making import items, placed, reviews
from tests.demo.defects.walk import GOOD_ADDRESS, UNKNOWN, Walk


def huge(w: Walk) -> int:
    body = {"method": "card", "amount_cents": 2**63}
    return w.post("alice", f"/v1/orders/{placed(w)['id']}/pay", body, Idempotency_Key="key-00001").status


def raw(body: bytes, media: str | None = "application/json") -> Any:
    return lambda w: w.send("", "POST", "/v1/auth/login", body=body, content_type=media).status


UNLABELLED = {name: value for name, value in GOOD_ADDRESS.items() if name != "label"}
SHOWN: dict[str, Any] = {
    "unknown-is-500": (lambda w: w.get("alice", f"/v1/orders/ord_{UNKNOWN}").status, 404, 500),
    "label-optional": (lambda w: w.post("alice", "/v1/addresses", UNLABELLED).status, 422, 500),
    "unicode-crash": (lambda w: w.post("alice", reviews(w), {"rating": 4, "text": "良い 🙂"}).status, 201, 500),
    "control-crash": (lambda w: w.post("alice", "/v1/orders", {"items": items(w), "note": "a\x07b"}).status, 422, 500),
    "huge-number-crash": (huge, 422, 500),
    "malformed-json-crash": (raw(b"{"), 400, 500),
    "deep-json-crash": (raw(b"[" * 200 + b"]" * 200), 400, 500),
    "null-body-crash": (
        lambda w: w.send("alice", "POST", reviews(w), body=b"null", content_type="application/json").status,
        422,
        500,
    ),
    "no-type-crash": (raw(b"{}", None), 415, 500),
    "path-crash": (lambda w: w.get("alice", "/v1/reviews/12").status, 422, 500),
    "limit-text-crash": (lambda w: w.get("alice", "/v1/orders", limit="ten").status, 422, 500),
    "page-beyond-crash": (lambda w: w.get("alice", "/v1/orders", offset=5000).status, 200, 500),
    "date-crash": (lambda w: w.get("alice", "/v1/orders", created_from="2026-02-30T00:00:00Z").status, 422, 500),
}
