"""What shows the defects of what is told."""

from typing import Any

from tests.demo.defects.making import coupon, product, report, review
from tests.demo.defects.walk import GOOD_PRODUCT, UNKNOWN, Walk
from tests.demo.making import multipart


def taken(w: Walk) -> bool:
    w.post("ada", "/v1/products", GOOD_PRODUCT)
    return "INSERT INTO" in w.post("ada", "/v1/products", GOOD_PRODUCT).body["detail"]


def refused(w: Walk) -> bool:
    upload = multipart(b"text", "image/png")
    return "/srv/" in w.put("ada", f"/v1/products/{product(w)['id']}/image", **upload).body["detail"]


def redeemed(w: Walk) -> bool:
    return "redeemed_by" in w.post("alice", f"{coupon(w)}/redeem").body


def tokens(w: Walk) -> bool:
    w.token("alice")
    return any(item.get("refresh_token") for item in w.get("ada", "/v1/users").body["items"])


def rivals(w: Walk) -> int:
    found = w.get("alice", "/v1/products", q="whisk").body["items"][0]["id"]
    return len(w.get("alice", f"/v1/products/{found}").body.get("elsewhere", ()))


def token(w: Walk) -> bool:
    return "x.y.z" in w.send("", "GET", "/v1/me", authorization="Bearer x.y.z").body["detail"]


def password(w: Walk) -> bool:
    sent = {"username": "alice", "password": "not-my-password"}
    return "not-my-password" in w.post("", "/v1/auth/login", sent).body["detail"]


SHOWN: dict[str, Any] = {
    "errors-leak": (lambda w: "Traceback" in w.get("alice", f"/v1/orders/ord_{UNKNOWN}").body["detail"], False, True),
    "sql-told": (taken, False, True),
    "path-told": (refused, False, True),
    "host-told": (lambda w: "internal:6379" in w.get("mona", f"{report(w)}/result").body["detail"], False, True),
    "debug-page": (lambda w: b"DEBUG = True" in w.get("", "/nothing").body, False, True),
    "server-told": (lambda w: w.get("", "/health").headers.get("server"), None, "uvicorn/0.35.0"),
    "token-echoed": (token, False, True),
    "password-echoed": (password, False, True),
    "password-shown": (lambda w: "password" in w.get("alice", "/v1/me").body, False, True),
    "tokens-listed": (tokens, False, True),
    "redeemers-shown": (redeemed, False, True),
    "rivals-shown": (rivals, 0, 1),
    "author-shown": (lambda w: "author_email" in w.get("bob", review(w)).body, False, True),
}
