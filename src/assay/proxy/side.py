"""One socket of a proxied connection: what it receives goes into a direction, and the other direction ends in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, cast

from assay.proxy.toxics.program import How
from assay.wire.lingering import reset

CHUNK = 64 * 1024
"""Bytes that are read at once at most."""
FULL = 64 * 1024
"""Bytes that may wait to be written to a socket."""


class Direction(Protocol):
    """One direction of a connection, as the sockets at its ends see it."""

    def feed(self, data: bytes, loop: asyncio.AbstractEventLoop) -> bool:
        """Bytes from its source; whether more may be read."""

    def finish(self) -> None:
        """Its source has ended."""

    def resume_last(self) -> None:
        """Its target takes more."""


class Pair(Protocol):
    """The connection as its sockets see it."""

    def moved(self, side: Side, size: int) -> None:
        """So many bytes came."""

    def lost(self, side: Side, *, broken: bool) -> None:
        """The socket is gone; `broken`: not in order."""

    def ended(self) -> None:
        """A direction has come to its end."""

    def cut(self) -> None:
        """End both, in order."""

    def reset(self) -> None:
        """End both by resets."""


class Side(asyncio.BufferedProtocol):
    """Reads into a buffer that all sides of the loop share, since each read is used up before the next."""

    def __init__(self, pair: Pair, buffer: bytearray) -> None:
        self.pair = pair
        self.outgoing: Direction
        """The direction that begins here."""
        self.feeder: Direction
        """The direction that ends here."""
        self.gone = True
        """No socket yet, or no more."""
        self.sent = 0
        self.on_open: Callable[[], None] | None = None
        self._buffer = memoryview(buffer)
        self._transport: asyncio.Transport
        self._loop: asyncio.AbstractEventLoop
        self._full = False
        self._reading = True
        self._early: bytes | None = b""
        """What came before both sockets stood; None afterwards. uvloop reads though it was told to pause."""
        self._early_end = False
        self.finished = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Nothing is read before `open`."""
        self._transport, self.gone = cast("asyncio.Transport", transport), False  # uvloop's is none by its class
        self._loop = asyncio.get_running_loop()
        self._transport.set_write_buffer_limits(high=FULL, low=FULL // 4)
        self.pause()
        if self.on_open is not None:
            self.on_open()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the next bytes are read to."""
        del sizehint
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes have come."""
        data = bytes(self._buffer[:nbytes])
        self.pair.moved(self, nbytes)
        if self._early is not None:
            self._early += data
            self.pause(again=True)
        elif not self.outgoing.feed(data, self._loop):
            self.pause()

    def eof_received(self) -> bool:
        """The peer sends no more; it may go on to read."""
        if self._early is None:
            self.outgoing.finish()
        else:
            self._early_end = True
        return True

    def begin(self) -> None:
        """Both sockets stand: what came goes on, and the rest is read."""
        early, self._early = self._early, None
        if not early or self.outgoing.feed(early, self._loop):
            self.resume()
        if self._early_end:
            self.outgoing.finish()

    def pause_writing(self) -> None:
        """The peer reads too slowly."""
        self._full = True

    def resume_writing(self) -> None:
        """The peer has caught up."""
        self._full = False
        self.feeder.resume_last()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is closed, by whomever."""
        self.gone = True
        self._full = False
        self.pair.lost(self, broken=isinstance(exc, ConnectionError))

    def takes(self) -> bool:
        """Whether the peer keeps up."""
        return not self._full

    def feed(self, data: bytes, at: float) -> None:
        """To the peer."""
        del at
        if not self.gone and not self.finished:
            self.sent += len(data)
            self._transport.write(data)

    def finish(self, how: How) -> None:
        """No more goes to the peer; by the will of a toxic the connection ends with that."""
        if how != "end":
            (self.pair.cut if how == "cut" else self.pair.reset)()
            return
        if not self.gone and not self.finished:
            self.finished = True
            if self._transport.can_write_eof() and not self._transport.is_closing():
                self._transport.write_eof()
        self.pair.ended()

    def resume(self) -> None:
        """Read again."""
        if not self._reading and not self.gone and not self._transport.is_closing():
            self._reading = True
            self._transport.resume_reading()

    def pause(self, *, again: bool = False) -> None:
        """Read no more for now: the sender is held back by TCP."""
        if (self._reading or again) and not self.gone and not self._transport.is_closing():
            self._reading = False
            self._transport.pause_reading()

    def close(self) -> None:
        """Close once everything is written."""
        if not self.gone:
            self._transport.close()

    def abort(self) -> None:
        """Close without waiting for a peer that reads nothing."""
        if not self.gone:
            self._transport.abort()

    def reset(self) -> None:
        """Close with a TCP reset; what was not read yet by the peer is lost."""
        if self.gone:
            return
        reset(self._transport)
