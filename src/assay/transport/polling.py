"""Sockets watched by asking every few milliseconds, for loops that cannot watch them."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable

import pycurl

SHORTEST = 0.001
LONGEST = 0.016


class Polling:
    """A selector that is asked by a timer while libcurl waits for any socket."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: Callable[[int, int], None]) -> None:
        self.loop = loop
        self.ready = ready
        self.selector = selectors.DefaultSelector()
        self.timer: asyncio.TimerHandle | None = None
        self.pause = SHORTEST

    def watch(self, fd: int, what: int) -> None:
        """`what` is libcurl's wish for this socket."""
        if fd in self.selector.get_map():
            self.selector.unregister(fd)
        events = _events(what)
        if not events:
            return
        self.selector.register(fd, events)
        self.pause = SHORTEST
        if self.timer is None:
            self.timer = self.loop.call_later(self.pause, self._ask)

    def close(self) -> None:
        """Forget them all."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self.selector.close()

    def _ask(self) -> None:
        self.timer = None
        ready = self.selector.select(0)
        for key, events in ready:
            self.ready(key.fd, _mask(events))
        self.pause = SHORTEST if ready else min(self.pause * 2, LONGEST)
        if self.timer is None and self.selector.get_map():
            self.timer = self.loop.call_later(self.pause, self._ask)


def _events(what: int) -> int:
    if what == pycurl.POLL_REMOVE:
        return 0
    reads = selectors.EVENT_READ if what & pycurl.POLL_IN else 0
    return reads | (selectors.EVENT_WRITE if what & pycurl.POLL_OUT else 0)


def _mask(events: int) -> int:
    reads = pycurl.CSELECT_IN if events & selectors.EVENT_READ else 0
    return reads | (pycurl.CSELECT_OUT if events & selectors.EVENT_WRITE else 0)
