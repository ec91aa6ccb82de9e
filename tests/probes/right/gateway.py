"""The notes behind a gateway of its own mind: HTML for what it refuses, a limit of requests, upper-case headers."""

from __future__ import annotations

from tests.probes.notes import Notes
from tests.probes.probing import Answer, Asked

EVERY = 23
"""Each so many requests, one is too many."""
MOST_BODY = 20_000
MOST_URL = 2_000


class BehindAGateway(Notes):
    """What the gateway refuses never reaches the notes."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        self.requests += 1
        if self.requests % EVERY == 0:
            return _page(429, "Too many requests", {"Retry-After": "0"})
        if len(asked.body) > MOST_BODY:
            return _page(413, "Too large")
        if len(asked.path) + sum(len(value) for value in asked.query.values()) > MOST_URL:
            return _page(414, "Too long")
        if not asked.path.startswith("/notes"):
            return _page(404, "Not here")
        if asked.method not in ("GET", "POST", "PUT", "DELETE"):
            return _page(405, "Not so")
        return super().__call__(asked)


def _page(status: int, title: str, headers: dict[str, str] | None = None) -> Answer:
    page = f"<html><head><title>{status} {title}</title></head><body><h1>{title}</h1></body></html>"
    return status, page.encode(), {"Content-Type": "text/html", **(headers or {})}
