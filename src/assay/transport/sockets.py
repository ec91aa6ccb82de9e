"""The sockets that libcurl waits for, gathered behind one file descriptor that the event loop watches."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable

import pycurl

SHORTEST = 0.001
LONGEST = 0.016
EVENTS = {
    pycurl.POLL_IN: selectors.EVENT_READ,
    pycurl.POLL_OUT: selectors.EVENT_WRITE,
    pycurl.POLL_INOUT: selectors.EVENT_READ | selectors.EVENT_WRITE,
}
MASKS = {
    selectors.EVENT_READ: pycurl.CSELECT_IN,
    selectors.EVENT_WRITE: pycurl.CSELECT_OUT,
    selectors.EVENT_READ | selectors.EVENT_WRITE: pycurl.CSELECT_IN | pycurl.CSELECT_OUT,
}


class Sockets:
    """Calls `ready(fd, mask)` when a socket can be read or written.

    libcurl takes up and drops its sockets with every request. A selector of our own makes that cheap where it is itself
    a file (epoll, kqueue): the loop watches that one. Elsewhere, and on loops that watch no files (Windows' Proactor),
    the selector is asked every few milliseconds while there is anything to wait for.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: Callable[[int, int], None]) -> None:
        self.loop = loop
        self.ready = ready
        self.selector = selectors.DefaultSelector()
        self.timer: asyncio.TimerHandle | None = None
        self.pause = SHORTEST
        self.closed = False
        self.file = _file_of(self.selector, loop)
        if self.file is not None:
            loop.add_reader(self.file, self._serve)

    def watch(self, fd: int, what: int) -> None:
        """`what` is one of libcurl's POLL_ values; POLL_REMOVE and POLL_NONE forget the socket."""
        if self.closed:
            return
        events = EVENTS.get(what)
        known = fd in self.selector.get_map()
        if events is None:
            if known:
                self.selector.unregister(fd)
        elif known:
            self.selector.modify(fd, events)
        else:
            self.selector.register(fd, events)
            self._ask_soon()

    def close(self) -> None:
        """Forget them all, and watch no more."""
        self.closed = True
        if self.file is not None:
            self.loop.remove_reader(self.file)
        if self.timer is not None:
            self.timer.cancel()
        self.selector.close()

    def _serve(self) -> int:
        ready = self.selector.select(0)
        for key, events in ready:
            self.ready(key.fd, MASKS[events])
        return len(ready)

    def _ask_soon(self) -> None:
        self.pause = SHORTEST
        if self.file is None and self.timer is None:
            self.timer = self.loop.call_later(self.pause, self._ask)

    def _ask(self) -> None:
        self.timer = None
        served = self._serve()
        self.pause = SHORTEST if served else min(self.pause * 2, LONGEST)
        if self.timer is None and self.selector.get_map():
            self.timer = self.loop.call_later(self.pause, self._ask)


def _file_of(selector: selectors.BaseSelector, loop: asyncio.AbstractEventLoop) -> int | None:
    if type(loop).add_reader is asyncio.AbstractEventLoop.add_reader:  # left abstract: not implemented
        return None
    fileno: Callable[[], int] | None = getattr(selector, "fileno", None)
    return None if fileno is None else fileno()
