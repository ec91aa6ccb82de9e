"""libcurl's Multi on the asyncio loop: readiness and time in, finished transfers out."""

from __future__ import annotations

import asyncio
import threading
from typing import NamedTuple

import pycurl

from assay.transport.sockets import Sockets

MOST_KEPT_CONNECTIONS = 128


class End(NamedTuple):
    """How a transfer ended: libcurl's code (0 is success) and text."""

    code: int
    text: str


class Reactor:
    """One Multi, bound to the loop that runs when it is made."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.multi = pycurl.CurlMulti()
        self.sockets = Sockets(self.loop, self._act)
        self.pending: dict[pycurl.Curl, asyncio.Future[End]] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.due: float | None = None
        self.starting = False
        self.looking_up = False
        """Whether a name's lookup was left behind unfinished"""
        self.multi.setopt(pycurl.M_MAXCONNECTS, MOST_KEPT_CONNECTIONS)
        self.multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self.multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)

    async def run(self, curl: pycurl.Curl) -> End:
        """Carry out the transfer that `curl` is set up for; cancellation ends it at once."""
        future: asyncio.Future[End] = self.loop.create_future()
        self.pending[curl] = future
        self.starting = True  # libcurl asks to be called at once, and is
        self.multi.add_handle(curl)
        self.starting = False
        self._act(pycurl.SOCKET_TIMEOUT, 0)
        try:
            return await future
        finally:
            if self.pending.pop(curl, None) is not None:
                self._let_go(curl)

    def close(self) -> None:
        """End every transfer and close every connection."""
        for curl, future in list(self.pending.items()):
            self._let_go(curl)
            future.cancel()
        self.pending.clear()
        if self.timer is not None:
            self.timer.cancel()
        self.sockets.close()
        if self.looking_up:
            # libcurl waits for the system's resolver, which may take as long as it likes and cannot be interrupted.
            threading.Thread(target=self.multi.close, name="libcurl's farewell", daemon=True).start()
        else:
            self.multi.close()

    def _on_socket(self, what: int, fd: int, _multi: pycurl.CurlMulti, _data: object) -> None:
        self.sockets.watch(fd, what)

    def _on_timer(self, milliseconds: int) -> None:
        """libcurl moves its one time limit with every request; the loop's timer is only moved when it comes sooner."""
        if self.starting:
            return
        if milliseconds < 0:
            self.due = None
            return
        self.due = self.loop.time() + milliseconds / 1000
        if self.timer is None or self.timer.when() > self.due:
            self._arm(self.due)

    def _arm(self, due: float) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = self.loop.call_at(due, self._on_time)

    def _on_time(self) -> None:
        self.timer = None
        if self.due is None:
            return
        if self.due > self.loop.time():
            self._arm(self.due)
        else:
            self._act(pycurl.SOCKET_TIMEOUT, 0)

    def _act(self, fd: int, mask: int) -> None:
        try:
            self.multi.socket_action(fd, mask)
        except Exception as error:  # noqa: BLE001 - a bug in a callback of ours: told to who waits, not to the loop
            self._fail(error)
            return
        left = 1
        while left:
            left, succeeded, failed = self.multi.info_read()
            for curl in succeeded:
                self._settle(curl, End(0, ""))
            for curl, code, text in failed:
                self._settle(curl, End(code, text))

    def _let_go(self, curl: pycurl.Curl) -> None:
        """End a transfer wherever it stands."""
        if not curl.getinfo(pycurl.NAMELOOKUP_TIME_T) and not curl.getinfo(pycurl.PRIMARY_IP):
            self.looking_up = True
        self.multi.remove_handle(curl)

    def _fail(self, error: Exception) -> None:
        for curl, future in list(self.pending.items()):
            self._let_go(curl)
            if not future.done():
                future.set_exception(error)
        self.pending.clear()

    def _settle(self, curl: pycurl.Curl, end: End) -> None:
        future = self.pending.pop(curl, None)
        if end.code == pycurl.E_OPERATION_TIMEDOUT:
            self._let_go(curl)
        else:
            self.multi.remove_handle(curl)
        if future is not None and not future.done():
            future.set_result(end)
