"""A transport that waits where a server says that it is asked too often, within bounds, and asks again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime

from assay.model.exchange import Exchange
from assay.model.http import Request, Response
from assay.runtime.perform import Transport

LONGEST = 30.0
"""Seconds of one wait; who asks for more is not waited for."""
MOST = 300.0
"""Seconds of all waits of a run."""
TRIES = 4
"""Waits for one request."""
FIRST = 0.5
"""Seconds of the first wait, where the answer names none; each further one is twice as long."""


class Patient:
    """429, and 503 that says when to come again (RFC 6585, 4; RFC 9110, 10.2.3). `tell` hears of answers waited on."""

    def __init__(
        self,
        inner: Transport,
        tell: Callable[[Exchange], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._tell = tell
        self._sleep = sleep
        self._now = now
        self._left = MOST
        self._closed: set[tuple[str, str]] = set()

    async def __call__(self, request: Request) -> Exchange:
        """The answer once the server took the request; else the one that refused it last."""
        key = (request.method, request.url.partition("?")[0])
        for count in range(TRIES):
            exchange = await self._inner(request)
            seconds = wait_of(exchange.response, FIRST * 2**count, self._now())
            if seconds is None or seconds > min(LONGEST, self._left) or key in self._closed:
                return exchange
            self._tell(exchange)
            self._left -= seconds
            await self._sleep(seconds)
        self._closed.add(key)
        return await self._inner(request)


def wait_of(response: Response | None, otherwise: float, now: float) -> float | None:
    """The seconds that an answer asks for; None where it asks for no wait."""
    if response is None or response.status not in (429, 503):
        return None
    text = (response.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return max(0.05, float(text[:9]))
    if text:
        try:
            return max(0.05, parsedate_to_datetime(text).timestamp() - now)
        except (ValueError, OverflowError, OSError):
            return None
    return otherwise if response.status == 429 else None
