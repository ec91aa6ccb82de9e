"""Whether and when a transfer is tried again (--retry)."""

from __future__ import annotations

import errno

from assay.model.transfer import Carried
from assay.transport.curl.asked import Asked
from assay.transport.curl.libcurl import HTTP_RETURNED_ERROR, TIMED_OUT

TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
ALWAYS = {5: "the proxy's name was not found", 6: "the host's name was not found", TIMED_OUT: "it timed out"}
REFUSED = 7
LONGEST_WAIT = 600.0
"""Seconds: curl doubles its pauses up to ten minutes."""


class Retries:
    """What is left of --retry, --retry-delay and --retry-max-time for one transfer."""

    def __init__(self, asked: Asked, began: float) -> None:
        self.left = asked.integer("retry") or 0
        self.all_errors = asked.flag("retry-all-errors")
        self.refused = asked.flag("retry-connrefused")
        self.fails = asked.flag("fail") or asked.flag("fail-with-body")
        delay = asked.number("retry-delay")
        self.fixed = bool(delay)
        self.pause = delay or 1.0
        self.most = asked.number("retry-max-time") or 0.0
        self.began = began
        self.done = 0

    def next(self, carried: Carried, *, now: float, errno_seen: int, retry_after: int) -> tuple[float, str] | None:
        """Seconds to wait and why, where it is to be tried again. `now` and `began` are of one clock."""
        spent = now - self.began
        if self.left <= 0 or (self.most and spent >= self.most):
            return None
        why = self._why(carried, errno_seen)
        if not why:
            return None
        wait = self.pause
        if why.startswith("the server answered"):
            wait = max(wait, float(retry_after))
            if retry_after and self.most and spent + wait > self.most:
                return None
        self.left -= 1
        self.done += 1
        if not self.fixed:
            self.pause = min(self.pause * 2, LONGEST_WAIT)
        return wait, why

    def _why(self, carried: Carried, errno_seen: int) -> str:
        code = carried.code
        if code in ALWAYS:
            return ALWAYS[code]
        if code == REFUSED and self.refused and errno_seen == errno.ECONNREFUSED:
            return "the connection was refused"
        status = int(carried.facts.get("http_code") or 0)
        if status in TRANSIENT and (code == 0 or (self.fails and code == HTTP_RETURNED_ERROR)):
            return f"the server answered {status}"
        return "it failed" if code and self.all_errors else ""
