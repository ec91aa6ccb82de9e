"""A request and what became of it: all that any judge ever sees."""

from __future__ import annotations

import msgspec

from assay.model.http import Request, Response


class Timings(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds that each phase took; zero where it was skipped (a kept connection has no name, connect, tls)."""

    wait: float = 0.0
    name: float = 0.0
    connect: float = 0.0
    tls: float = 0.0
    first_byte: float = 0.0
    download: float = 0.0
    total: float = 0.0


class Answered(msgspec.Struct, frozen=True, kw_only=True, tag="answered"):
    """An answer arrived whole (or cut at our own limit)."""

    response: Response


class Unanswered(msgspec.Struct, frozen=True, kw_only=True, tag="unanswered"):
    """None did. A time-out is a fact to be judged, not an exception."""

    reason: str
    """One sentence for a person: what went wrong, with which host and port."""
    code: str
    """Node's name for it, which Newman's users know: ECONNREFUSED, ENOTFOUND, ESOCKETTIMEDOUT, ECONNRESET, …"""
    phase: str
    """build, name, connect, tls, send, first byte or download."""


Outcome = Answered | Unanswered


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request on the wire and its outcome."""

    id: str
    request: Request
    outcome: Outcome
    started: float = 0.0
    """Seconds since the epoch."""
    timings: Timings = Timings()
    remote: str = ""
    """address:port that was spoken to."""
    reused: bool = False
    """Whether the connection had carried an earlier exchange."""
    head: str = ""
    """Request line and headers as they left, where the transport saw them."""

    @property
    def response(self) -> Response | None:
        """The answer, where there is one."""
        return self.outcome.response if isinstance(self.outcome, Answered) else None
