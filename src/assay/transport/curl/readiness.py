"""Which sockets libcurl waits for, and until when: what an event loop would know, in a few lines."""

from __future__ import annotations

import select
from collections.abc import Callable

import pycurl

READS = (pycurl.POLL_IN, pycurl.POLL_INOUT)
WRITES = (pycurl.POLL_OUT, pycurl.POLL_INOUT)


class Readiness:
    """Told by libcurl's socket and timer callbacks. (Its own wait cannot be used: pycurl has no callbacks there.)"""

    def __init__(self, multi: pycurl.CurlMulti, monotonic: Callable[[], float]) -> None:
        self.monotonic = monotonic
        self.wanted: dict[int, int] = {}
        self.due: float | None = None
        multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)

    def is_due(self) -> bool:
        """Whether libcurl's own time has come."""
        return self.due is not None and self.due <= self.monotonic()

    def wait(self, most: float) -> list[tuple[int, int]]:
        """Sockets that are ready, each with libcurl's mask; none when `most` seconds or libcurl's time has passed."""
        if self.due is not None:
            most = min(most, max(0.0, self.due - self.monotonic()))
        if not hasattr(select, "poll"):
            return self._select(most)
        poll = select.poll()
        for fd, what in self.wanted.items():
            poll.register(fd, (select.POLLIN if what in READS else 0) | (select.POLLOUT if what in WRITES else 0))
        return [(fd, _mask(events)) for fd, events in poll.poll(max(0, round(most * 1000 + 0.5)))]

    def _select(self, most: float) -> list[tuple[int, int]]:
        reads = [fd for fd, what in self.wanted.items() if what in READS]
        writes = [fd for fd, what in self.wanted.items() if what in WRITES]
        ready, writable, _ = select.select(reads, writes, [], most)
        return [(fd, pycurl.CSELECT_IN) for fd in ready] + [(fd, pycurl.CSELECT_OUT) for fd in writable]

    def _on_socket(self, what: int, fd: int, _multi: pycurl.CurlMulti, _data: object) -> None:
        if what == pycurl.POLL_REMOVE:
            self.wanted.pop(fd, None)
        else:
            self.wanted[fd] = what

    def _on_timer(self, milliseconds: int) -> None:
        self.due = None if milliseconds < 0 else self.monotonic() + milliseconds / 1000


def _mask(events: int) -> int:
    mask = 0
    if events & select.POLLIN:
        mask |= pycurl.CSELECT_IN
    if events & select.POLLOUT:
        mask |= pycurl.CSELECT_OUT
    if events & (select.POLLERR | select.POLLHUP | select.POLLNVAL):
        mask |= pycurl.CSELECT_ERR | pycurl.CSELECT_IN
    return mask
