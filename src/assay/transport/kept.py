"""Which kept connections are clean: silent since their last answer, and still open."""

from __future__ import annotations

import contextlib
import select
import socket
from typing import NamedTuple

MOST_REMEMBERED = 1024


class Ends(NamedTuple):
    """What tells one connection from every other that is open."""

    remote_address: str
    local_address: str
    remote_port: int
    local_port: int


class Kept:
    """The sockets of the connections that were made.

    libcurl looks at most once a second whether a kept connection was closed, or sent something unasked, and does not
    name its socket while a transfer runs. So each is noted when it is made.
    """

    def __init__(self) -> None:
        self.sockets: dict[Ends, int] = {}

    def note(self, ends: Ends, opened: list[int]) -> None:
        """One of the sockets `opened` has become the connection with these ends."""
        if len(self.sockets) >= MOST_REMEMBERED:
            del self.sockets[next(iter(self.sockets))]
        for fd in opened:
            if _local_port(fd) == ends.local_port:
                self.sockets[ends] = fd

    def is_clean(self, ends: Ends) -> bool:
        """Whether nothing has arrived on it, not even its end; a connection that nobody noted is not trusted."""
        fd = self.sockets.get(ends)
        return fd is not None and not _is_readable(fd)


def _local_port(fd: int) -> int:
    with contextlib.suppress(OSError):  # closed: another address was faster
        known = socket.socket(fileno=fd)
        try:
            port: int = known.getsockname()[1]
            return port
        finally:
            known.detach()
    return 0


def _is_readable(fd: int) -> bool:
    if not hasattr(select, "poll"):  # Windows, whose select() has no limit on the number of a socket
        return bool(select.select([fd], [], [], 0)[0])
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))
