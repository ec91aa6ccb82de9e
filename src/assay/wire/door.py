"""The beginning of a connection with TLS: acts on the bare socket first, then the handshake, then HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable

from assay.wire.connection import Connection
from assay.wire.handling import Arrival
from assay.wire.lingering import NO_TIME
from assay.wire.performing import perform
from assay.wire.serving import Serving

_A_WHILE = 0.05
"""Seconds until it is tried again to accept."""


class Door:
    """One connection up to its handshake, whose bytes nobody else reads."""

    def __init__(self, serving: Serving, sock: socket.socket) -> None:
        self._serving = serving
        self._sock = sock
        self._number = serving.next_number()
        self._client = str(sock.getpeername()[0])
        self._watching: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self.deadline = serving.loop.time() + serving.limits.longest

    def open(self, tls: Callable[[], ssl.SSLContext]) -> None:
        """Let in whoever stands there, if there is room."""
        if not self._serving.admit(self):
            what = f"More than {self._serving.most} connections at once."
            self._serving.refuse("too-many-connections", what, self._client, self._number)
            self.drop()
            return
        self._task = self._serving.loop.create_task(self._opened(tls))

    def overdue(self) -> None:
        """The longest time is over."""
        self._serving.refuse("too-slow", "A handshake took too long.", self._client, self._number)
        self.drop()

    def drop(self) -> None:
        """End at once."""
        self._serving.release(self)
        self._sock.close()
        for task in (self._task, self._watching):
            if task is not None:
                task.cancel()

    async def _opened(self, tls: Callable[[], ssl.SSLContext]) -> None:
        greet = self._serving.on_connect
        arrival = Arrival(client=self._client, connection=self._number, at=self._serving.clock())
        acts = greet(arrival) if greet is not None else None
        try:
            if acts is None or await perform(acts, self):
                await self._handed_over(tls())
        except (OSError, EOFError, TimeoutError) as failure:
            self._serving.refuse("tls", f"No handshake: {failure}", self._client, self._number)
            self._sock.close()
        finally:
            self._serving.release(self)

    async def _handed_over(self, context: ssl.SSLContext) -> None:
        await self._serving.loop.connect_accepted_socket(
            lambda: Connection(self._serving, self._number, greeted=True),
            self._sock,
            ssl=context,
            ssl_handshake_timeout=self._serving.limits.arriving,
        )

    # A pipe for acts.

    def send(self, data: bytes) -> None:
        """See Pipe; greetings are short, and a client that does not take them loses them."""
        with contextlib.suppress(OSError):
            self._sock.send(data)

    async def taken(self) -> None:
        """See Pipe."""

    async def flushed(self) -> None:
        """See Pipe."""

    def reset(self) -> None:
        """See Pipe."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_TIME)
        self._sock.close()

    def close(self) -> None:
        """See Pipe."""
        self._sock.close()

    def half_close(self) -> None:
        """See Pipe."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def hold(self) -> None:
        """See Pipe; from here on what comes is thrown away, so that the client is seen to leave."""
        self._watching = self._serving.loop.create_task(self._watched())

    async def _watched(self) -> None:
        with contextlib.suppress(OSError):
            while await self._serving.loop.sock_recv(self._sock, 65_536):
                pass
        self._watching = None
        self.drop()


async def let_in(serving: Serving, listener: socket.socket, tls: Callable[[], ssl.SSLContext]) -> None:
    """Open a door for everybody who comes, until cancelled."""
    while True:
        try:
            sock, _ = await serving.loop.sock_accept(listener)
        except OSError:  # no descriptors left, or the client is gone already
            await asyncio.sleep(_A_WHILE)
            continue
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            Door(serving, sock).open(tls)
