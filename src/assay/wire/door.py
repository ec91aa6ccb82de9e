"""The beginning of a connection with TLS: acts on the bare connection first, then the handshake, then HTTP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

from assay.model.stub.acts import Acts
from assay.wire.connection import Connection
from assay.wire.handling import Arrival
from assay.wire.lingering import reset
from assay.wire.performing import perform
from assay.wire.serving import Serving


class Door(asyncio.Protocol):
    """Nothing is read before the handshake, except while a connection is held."""

    def __init__(self, serving: Serving, tls: Callable[[], ssl.SSLContext]) -> None:
        self._serving = serving
        self._tls = tls
        self._number = 0
        self._room: asyncio.Event | None = None
        self._gone = False
        self.deadline = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._client = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self._serving.admit(self):
            what = f"More than {self._serving.limits.connections} connections at once."
            self._serving.refuse("too-many-connections", what, self._client, 0)
            self.drop()
            return
        self._transport.pause_reading()
        self._number = self._serving.next_number()
        self.deadline = self._serving.loop.time() + self._serving.limits.longest
        self._task = self._serving.loop.create_task(self._open())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._gone = True
        self._serving.release(self)
        if hasattr(self, "_task"):
            self._task.cancel()

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self._room = asyncio.Event()

    def resume_writing(self) -> None:
        room, self._room = self._room, None
        if room is not None:
            room.set()

    def overdue(self) -> None:
        """The longest time is over."""
        self._serving.refuse("too-slow", "A handshake took too long.", self._client, self._number)
        self.drop()

    def drop(self) -> None:
        """End at once."""
        self._gone = True
        self._transport.abort()

    async def _open(self) -> None:
        acts = self._greeting()
        if acts is not None and not await perform(acts, self):
            return
        if self._gone:
            return
        context = self._tls()
        inner = Connection(self._serving, self._number, greeted=True)
        try:
            await self._serving.loop.start_tls(
                self._transport,
                inner,
                context,
                server_side=True,
                ssl_handshake_timeout=self._serving.limits.arriving,
            )
        except (OSError, EOFError, TimeoutError) as failure:
            self._serving.refuse("tls", f"No handshake: {failure}", self._client, self._number)
            self.drop()
        finally:
            self._serving.release(self)

    def _greeting(self) -> Acts | None:
        if self._serving.on_connect is None:
            return None
        return self._serving.on_connect(Arrival(client=self._client, connection=self._number, at=self._serving.clock()))

    # A pipe for acts.

    def send(self, data: bytes) -> None:
        """See Pipe."""
        if not self._gone:
            self._transport.write(data)

    async def taken(self) -> None:
        """See Pipe."""
        while self._room is not None:
            await self._room.wait()

    async def flushed(self) -> None:
        """See Pipe."""
        while not self._gone and self._transport.get_write_buffer_size():
            await asyncio.sleep(0.001)

    def reset(self) -> None:
        """See Pipe."""
        self._gone = True
        reset(self._transport)

    def close(self) -> None:
        """See Pipe."""
        self._transport.close()

    def half_close(self) -> None:
        """See Pipe."""
        self._transport.write_eof()

    def hold(self) -> None:
        """See Pipe; from here on the bytes of the handshake are thrown away, and the client's leaving is seen."""
        self._transport.resume_reading()
