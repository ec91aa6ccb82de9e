"""What shows the defects of credentials."""

import base64
from typing import Any

from assay.demo.forging import expired
from tests.demo.defects.making import order, pay, user
from tests.demo.defects.walk import GOOD_COUPON, Walk


def asked(authorization: Any) -> Any:
    """The status of a read with something made of the token of alice."""
    return lambda w: w.send("", "GET", "/v1/me", authorization=authorization(w.token("alice"))).status


def tampered(token: str) -> str:
    head, payload, signature = token.split(".")
    return f"Bearer {head}.{payload}.{signature[::-1]}"


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"Bearer {head}.{token.split('.')[1]}."


def logged_out(w: Walk) -> int:
    w.token("alice")
    w.post("alice", "/v1/auth/logout")
    return w.get("alice", "/v1/me").status


def disabled(w: Walk) -> int:
    path = user(w)
    w.token("zoe")
    w.post("ada", f"{path}/disable")
    return w.get("zoe", "/v1/me").status


def refreshed(w: Walk) -> int:
    found = w.post("", "/v1/auth/login", {"username": "bob", "password": "bob-secret-1"}).body
    spent = {"refresh_token": found["refresh_token"]}
    w.post("", "/v1/auth/refresh", spent)
    return w.post("", "/v1/auth/refresh", spent).status


def shipped(w: Walk) -> int:
    path = order(w)
    pay(w, path)
    ship = path.replace("/v1/orders", "/v1/warehouse/orders") + "/ship"
    return w.post("", ship, {"tracking_code": "TRK-123"}, x_api_key="guessed").status


def login(**sent: str) -> Any:
    return lambda w: w.post("", "/v1/auth/login", {"password": "not-the-password", **sent}).status


SHOWN: dict[str, Any] = {
    "search-without-login": (lambda w: w.get("", "/v1/search", q="lamp").status, 401, 200),
    "users-without-login": (lambda w: w.get("", "/v1/users").status, 401, 200),
    "coupons-without-login": (lambda w: w.post("", "/v1/coupons", GOOD_COUPON).status, 401, 201),
    "logout-forgets": (logged_out, 401, 200),
    "disabled-goes-on": (disabled, 401, 200),
    "refresh-reusable": (refreshed, 401, 200),
    "expired-taken": (asked(lambda token: f"Bearer {expired(token)}"), 401, 200),
    "tampered-taken": (asked(tampered), 401, 200),
    "none-taken": (asked(unsigned), 401, 200),
    "malformed-token-crash": (asked(lambda _: "Bearer abc"), 401, 500),
    "any-scheme-taken": (asked(lambda token: f"Basic {token}"), 401, 200),
    "any-key-taken": (shipped, 401, 200),
    "any-password-taken": (login(username="alice"), 401, 200),
    "unknown-user-told": (login(username="nobody"), 401, 404),
}
