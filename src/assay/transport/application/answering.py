"""What an application answers, taken in as if it came by a socket: the same bounds, the same decoding."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from assay.model.exchange import Answered, Exchange, Outcome, Timings, Unanswered
from assay.model.http import Request
from assay.transport.reception import NO_BODY, Reception

FAILED = (500, ((b"content-type", b"text/plain; charset=utf-8"),), b"Internal Server Error")
"""What servers answer for an application that raised."""


class Answering:
    """One answer under way. `enough` says that no more of it is wanted; it is for the caller to stop then."""

    def __init__(self, request: Request) -> None:
        delivery = request.delivery
        self._is_head = request.method == "HEAD"
        self._reception = Reception(most=delivery.max_body, lenient=delivery.lenient, ends_at_head=False)
        self._status = 0
        self.begun = False
        self.complete = False
        self.enough = False

    def begin(self, status: int, reason: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Status and header fields."""
        self.begun = True
        self._status = status
        self._take(f"HTTP/1.1 {status} {reason}".rstrip().encode("latin-1", "replace") + b"\r\n")
        for name, value in headers:
            self._take(name + b": " + value + b"\r\n")
        self._take(b"\r\n")

    def add(self, data: bytes) -> None:
        """A stretch of the body. An answer to HEAD has none, nor has 204 or 304 (RFC 9110, 6.4.1)."""
        if self.enough or not data or self._is_head or self._status in NO_BODY:
            return
        self.enough = self._reception.take_body(data) is not None

    def end(self) -> None:
        """The last of it has come."""
        if not self.enough and not self._is_head:
            self._reception.finish()
        self.complete = True

    def fail(self) -> None:
        """The application raised before it had answered; what it raised is told nowhere."""
        status, headers, body = FAILED
        self.begin(status, "Internal Server Error", headers)
        self.add(body)
        self.end()

    def outcome(self, seconds: float | None = None) -> Outcome:
        """What came of it; `seconds` are those after which nobody waited any more."""
        failure = self._reception.failure
        if failure is not None:
            code, reason, phase = failure
            return Unanswered(code=code, reason=reason, phase=phase)
        response = self._reception.response()
        if response is not None and (self.complete or self.enough):
            return Answered(response=response)
        phase = "download" if self.begun else "first byte"
        if seconds is not None:
            return Unanswered(
                code="ESOCKETTIMEDOUT", reason=f"the application did not answer within {seconds:g} s", phase=phase
            )
        return Unanswered(code="ECONNRESET", reason="the application broke its answer off", phase=phase)

    def _take(self, line: bytes) -> None:
        if not self.enough:
            self.enough = self._reception.take_line(line) is not None


class Stopwatch:
    """When an exchange began, and how long it took."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.started = clock()
        self._begun = time.perf_counter()

    def exchange(self, request: Request, outcome: Outcome) -> Exchange:
        """The exchange, over just now."""
        total = (time.perf_counter() - self._begun) * 1000
        timings = Timings(first_byte=total, total=total)
        return Exchange(
            id=request.id, request=request, outcome=outcome, started=self.started, timings=timings, remote="in process"
        )
