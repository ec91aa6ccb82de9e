"""libcurl's Multi on the asyncio loop: sockets and timers in, finished transfers out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple, Protocol

import pycurl

from assay.transport.polling import Polling


class End(NamedTuple):
    """How a transfer ended: libcurl's code (0 is success) and text."""

    code: int
    text: str


class Sockets(Protocol):
    """Tells `ready(fd, mask)` when a socket that libcurl waits for can be read or written."""

    def watch(self, fd: int, what: int) -> None:
        """`what`: POLL_IN, POLL_OUT, POLL_INOUT, or POLL_REMOVE and POLL_NONE to forget it."""
        ...

    def close(self) -> None:
        """Forget them all."""
        ...


class Readers:
    """Sockets watched by the loop itself."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ready: Callable[[int, int], None]) -> None:
        self.loop = loop
        self.ready = ready
        self.watched: dict[int, int] = {}

    def watch(self, fd: int, what: int) -> None:
        """Change only what differs: each change is a system call."""
        wanted = 0 if what == pycurl.POLL_REMOVE else what
        present = self.watched.pop(fd, 0)
        if wanted:
            self.watched[fd] = wanted
        changed = wanted ^ present
        if changed & pycurl.POLL_IN:
            self._read(fd, bool(wanted & pycurl.POLL_IN))
        if changed & pycurl.POLL_OUT:
            self._write(fd, bool(wanted & pycurl.POLL_OUT))

    def close(self) -> None:
        """Forget them all."""
        for fd in list(self.watched):
            self.watch(fd, pycurl.POLL_REMOVE)

    def _read(self, fd: int, wanted: bool) -> None:
        if wanted:
            self.loop.add_reader(fd, self.ready, fd, pycurl.CSELECT_IN)
        else:
            self.loop.remove_reader(fd)

    def _write(self, fd: int, wanted: bool) -> None:
        if wanted:
            self.loop.add_writer(fd, self.ready, fd, pycurl.CSELECT_OUT)
        else:
            self.loop.remove_writer(fd)


class Reactor:
    """One Multi, bound to the loop that runs when it is made."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.multi = pycurl.CurlMulti()
        self.sockets = self._sockets()
        self.timer: asyncio.Handle | None = None
        self.pending: dict[pycurl.Curl, asyncio.Future[End]] = {}
        self.multi.setopt(pycurl.M_SOCKETFUNCTION, self._on_socket)
        self.multi.setopt(pycurl.M_TIMERFUNCTION, self._on_timer)

    async def run(self, curl: pycurl.Curl) -> End:
        """Carry out the transfer that `curl` is set up for; cancellation ends it at once."""
        future: asyncio.Future[End] = self.loop.create_future()
        self.pending[curl] = future
        self.multi.add_handle(curl)
        self._act(pycurl.SOCKET_TIMEOUT, 0)
        try:
            return await future
        finally:
            if self.pending.pop(curl, None) is not None:
                self.multi.remove_handle(curl)

    def close(self) -> None:
        """End every transfer and close every connection."""
        for curl, future in list(self.pending.items()):
            self.multi.remove_handle(curl)
            future.cancel()
        self.pending.clear()
        self._cancel_timer()
        self.multi.close()
        self.sockets.close()

    def _sockets(self) -> Sockets:
        # Windows' default loop (Proactor) leaves add_reader as the abstract loop has it: not implemented.
        if type(self.loop).add_reader is asyncio.AbstractEventLoop.add_reader:
            return Polling(self.loop, self._act)
        return Readers(self.loop, self._act)

    def _on_socket(self, what: int, fd: int, _multi: pycurl.CurlMulti, _data: object) -> None:
        self.sockets.watch(fd, what)

    def _on_timer(self, milliseconds: int) -> None:
        self._cancel_timer()
        if milliseconds == 0:
            self.timer = self.loop.call_soon(self._on_time)
        elif milliseconds > 0:
            self.timer = self.loop.call_later(milliseconds / 1000, self._on_time)

    def _cancel_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _on_time(self) -> None:
        self.timer = None
        self._act(pycurl.SOCKET_TIMEOUT, 0)

    def _act(self, fd: int, mask: int) -> None:
        self.multi.socket_action(fd, mask)
        left = 1
        while left:
            left, succeeded, failed = self.multi.info_read()
            for curl in succeeded:
                self._settle(curl, End(0, ""))
            for curl, code, text in failed:
                self._settle(curl, End(code, text))

    def _settle(self, curl: pycurl.Curl, end: End) -> None:
        future = self.pending.pop(curl, None)
        self.multi.remove_handle(curl)
        if future is not None and not future.done():
            future.set_result(end)
