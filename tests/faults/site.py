"""A well-behaved server for runs whose faults lie elsewhere, and how a script of one becomes a server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

Answer = Callable[[Wire, bytes], object]
"""Answers one request; what returns False ends the connection."""


def answering(answer: Answer) -> Callable[[Wire], None]:
    """A server's script that answers one request after the other."""

    def script(wire: Wire) -> None:
        while head := wire.read_request():
            if answer(wire, head) is False:
                return

    return script


def plain(wire: Wire, head: bytes) -> None:
    """`{"ok": true}`; on /slow only after half a minute, which is never."""
    if b" /slow" in head:
        wait_for_end(wire)
    wire.answer(b'{"ok": true}', headers=("Content-Type: application/json",))


def wait_for_end(wire: Wire, seconds: float = 20) -> None:
    """Until the client has gone, or long enough for a test to have failed."""
    wire.socket.settimeout(seconds)
    began = time.monotonic()
    while time.monotonic() - began < seconds and wire.socket.recv(1024):
        pass


@contextmanager
def site(answer: Answer = plain) -> Iterator[RawServer]:
    """The server, up."""
    with RawServer(answering(answer)) as server:
        yield server
