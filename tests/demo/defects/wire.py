"""What shows the defects below the schema."""

from typing import Any

from tests.demo.defects.making import order
from tests.demo.defects.walk import Walk

LOGIN = b'{"username": "alice", "password": "alice-secret-1"'


def raw(body: bytes, media: str | None = "application/json") -> Any:
    return lambda w: w.send("", "POST", "/v1/auth/login", body=body, content_type=media).status


def deleted(w: Walk) -> tuple[int, int]:
    path = order(w)
    return w.delete("alice", path).status, w.get("alice", path).status


SHOWN: dict[str, Any] = {
    "truncated-json-taken": (raw(LOGIN), 400, 200),
    "trailing-text-taken": (raw(LOGIN + b"} and more"), 400, 200),
    "any-content-type": (raw(LOGIN + b"}", "text/plain"), 415, 200),
    "no-content-type": (raw(LOGIN + b"}", None), 415, 200),
    "accept-ignored": (lambda w: w.send("", "GET", "/health", accept="image/gif").status, 406, 200),
    "orders-deleted": (deleted, (405, 200), (204, 404)),
}
