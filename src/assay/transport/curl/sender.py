"""libcurl's Multi, driven step by step: transfers go in, and come out as what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import NamedTuple, Self

import pycurl

from assay.model.transfer import Carried
from assay.transport.curl.ending import End
from assay.transport.curl.interrupts import Interrupts
from assay.transport.curl.libcurl import ABORTED
from assay.transport.curl.readiness import Readiness
from assay.transport.curl.refused import Refused
from assay.transport.curl.report import carried
from assay.transport.curl.running import Running

STEP = 0.1
"""Seconds that a step waits at most, so that a signal is answered soon."""
SHARED = (pycurl.LOCK_DATA_COOKIE, pycurl.LOCK_DATA_SSL_SESSION, pycurl.LOCK_DATA_PSL)
"""Connections and names are the Multi's. HSTS is not shared: pycurl parts with it before libcurl writes its file."""


class Ended(NamedTuple):
    """A transfer that is over; `running` must be closed by whoever takes it."""

    running: Running
    carried: Carried
    system: int
    """errno of the last system call that failed, or 0"""
    retry_after: int
    """Seconds that the server asked us to wait, or 0"""
    file_time: int
    """Last-Modified in seconds since the epoch, or -1"""
    cookies: tuple[str, ...]
    """What the jar holds, in the lines of its file, where it is to be written to standard output (-c -)"""
    unmet: bool
    """Whether -z was not met, so that there is no body"""


class Sender:
    """One pool of connections, one cookie jar, for all transfers of a command. Use it as a context manager."""

    def __init__(self, monotonic: Callable[[], float], *, multiplexed: bool = False, most_a_host: int = 0) -> None:
        """`multiplexed`: a transfer rather waits for a connection to share; `most_a_host`: connections, 0 for any."""
        self.interrupts = Interrupts()
        self.multiplexed = multiplexed
        self.multi = pycurl.CurlMulti()
        self.multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, most_a_host)
        self.readiness = Readiness(self.multi, monotonic)
        self.share = pycurl.CurlShare()
        for kind in SHARED:
            self.share.setopt(pycurl.SH_SHARE, kind)
        self.under_way: dict[pycurl.Curl, Running] = {}

    def __enter__(self) -> Self:
        self.interrupts.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        finally:
            self.interrupts.__exit__()

    def add(self, running: Running) -> None:
        """Begin a transfer."""
        running.curl.setopt(pycurl.SHARE, self.share)
        running.curl.setopt(pycurl.PIPEWAIT, int(self.multiplexed))
        self.under_way[running.curl] = running
        with self.interrupts.held():
            self.multi.add_handle(running.curl)

    def step(self) -> list[Ended]:
        """Go on with all of them, for at most a tenth of a second. What has ended is told once, and must be closed.

        Raises what a tap raised, and KeyboardInterrupt.
        """
        ready = [] if self.readiness.is_due() else self.readiness.wait(STEP)
        for fd, mask in ready:
            if fd in self.readiness.wanted:  # not closed by what came before it
                self._act(fd, mask)
        if not ready and self.readiness.is_due():
            self.readiness.due = None
            self._act(pycurl.SOCKET_TIMEOUT, 0)
        return list(self._ended())

    def give_up(self, sentence: str) -> Iterator[Ended]:
        """End every transfer, and tell how far each has come."""
        for curl, running in list(self.under_way.items()):
            running.stopped, running.raised = Refused(ABORTED, sentence), None
            yield self._settled(curl, End(ABORTED, sentence))

    def close(self) -> None:
        """End every transfer and close every connection."""
        for curl, running in list(self.under_way.items()):
            self._let_go(curl)
            running.close()
        self.under_way.clear()
        self.multi.close()
        self.share.close()

    def _act(self, fd: int, mask: int) -> None:
        with self.interrupts.held():
            self.multi.socket_action(fd, mask)

    def _let_go(self, curl: pycurl.Curl) -> None:
        with self.interrupts.held():
            self.multi.remove_handle(curl)

    def _ended(self) -> Iterator[Ended]:
        left = 1
        while left:
            left, succeeded, failed = self.multi.info_read()
            for curl in succeeded:
                yield self._settled(curl, End(0, ""))
            for curl, code, text in failed:
                yield self._settled(curl, End(code, text))
        for curl, running in list(self.under_way.items()):
            running.look()
            if running.stopped is not None:
                yield self._settled(curl, End(running.stopped.code, running.stopped.sentence))

    def _settled(self, curl: pycurl.Curl, end: End) -> Ended:
        running = self.under_way[curl]
        if running.raised is not None:
            raise running.raised  # it stays under way, so that `give_up` can still tell of it
        del self.under_way[curl]
        ended = Ended(
            running,
            carried(running, end),
            curl.getinfo(pycurl.OS_ERRNO),
            curl.getinfo(pycurl.RETRY_AFTER),
            curl.getinfo(pycurl.INFO_FILETIME),
            _cookies(curl) if running.asked.text("cookie-jar") == "-" else (),
            bool(curl.getinfo(pycurl.CONDITION_UNMET)),
        )
        self._let_go(curl)
        return ended


def _cookies(curl: pycurl.Curl) -> tuple[str, ...]:
    """The latest first, as libcurl writes its file."""
    listed: list[str] = curl.getinfo(pycurl.INFO_COOKIELIST)
    return tuple(reversed(listed))
