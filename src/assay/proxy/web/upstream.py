"""Connections to an HTTP dependency: kept for the next call, TLS verified, answers read as they come."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator
from typing import Self

from assay.proxy.address import Address
from assay.proxy.web.arriving import Arriving, Head, Malformed

CONNECT = 30.0
"""Seconds to connect, TLS included."""
SILENCE = 300.0
"""Seconds that the dependency may stay silent."""
IDLE = 20.0
"""Seconds that a connection is kept for the next call."""
KEPT = 64
"""Connections that are kept."""
_CHUNK = 64 * 1024


class Unreachable(Exception):
    """The dependency gave no answer, or not the whole of it; the text says why."""

    def __init__(self, why: str, *, reset: bool = False) -> None:
        super().__init__(why)
        self.reset = reset


class Wire:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._watch: asyncio.Task[bytes] | None = None

    def rest(self) -> None:
        """Wait for the next call. Whatever comes meanwhile nobody asked for."""
        self._watch = asyncio.get_running_loop().create_task(self._heard())

    async def woken(self) -> bool:
        """End the wait; whether the connection can still be trusted: it is open, and nothing came on it."""
        watch, self._watch = self._watch, None
        if watch is None or watch.done():
            return False
        watch.cancel()
        await asyncio.wait([watch])
        return watch.cancelled() and not self.writer.transport.is_closing()

    def close(self) -> None:
        """At once."""
        if self._watch is not None:
            self._watch.cancel()
        self.writer.transport.abort()

    async def _heard(self) -> bytes:
        """Something or an end of the connection, for IDLE seconds; it is closed then."""
        data = b""
        with contextlib.suppress(OSError):
            async with asyncio.timeout(IDLE):
                data = await self.reader.read(1)
        self.writer.transport.abort()
        return data


class Answering:
    """An answer whose head has come. `body` gives the rest; afterwards, or with `close`, the connection is given back
    or closed."""

    def __init__(self, upstream: Upstream, wire: Wire, arriving: Arriving, head: Head, first: bytes) -> None:
        self.head = head
        self._upstream = upstream
        self._wire: Wire | None = wire
        self._arriving = arriving
        self._first = first
        self._broken: Unreachable | None = None

    async def whole(self, most: int) -> bytes | None:
        """All of the body; None where it is longer than `most` or breaks off. `body` gives everything all the same."""
        pieces, size = [self._first], len(self._first)
        while not self._arriving.whole and size <= most and self._broken is None:
            pieces.append(await self._next())
            size += len(pieces[-1])
        self._first = b"".join(pieces)
        return self._first if size <= most and self._broken is None else None

    async def body(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces, the first of them at once, empty where nothing of it has come.

        Raises Unreachable where it does not come to its end.
        """
        yield self._first
        while not self._arriving.whole:
            if self._broken is not None:
                raise self._broken
            if piece := await self._next():
                yield piece
        self.release()

    def close(self) -> None:
        """The rest is not wanted."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    async def _next(self) -> bytes:
        """The next piece; where it breaks off, that is kept for `body` to tell."""
        assert self._wire is not None
        try:
            return await _more(self._wire, self._arriving)
        except Unreachable as problem:
            self._broken = problem
            return b""

    def release(self) -> None:
        """The connection is given back; it is closed where the answer is not whole, or the dependency says so."""
        wire, self._wire = self._wire, None
        if wire is None:
            return
        if self.head.keeps_alive and self._arriving.is_clean:
            self._upstream.keep(wire)
        else:
            wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


class Upstream:
    """The dependency at one address. `tls` is None for plain HTTP."""

    def __init__(self, address: Address, tls: ssl.SSLContext | None) -> None:
        self.address = address
        self._tls = tls
        self._kept: list[Wire] = []

    async def send(self, data: bytes, *, bodiless: bool, repeatable: bool) -> Answering:
        """Send a request, and read the head of its answer. Raises Unreachable.

        `bodiless`: the answer has no body, whatever its head says (HEAD). `repeatable`: may be sent again where a
        connection that was kept turns out to be closed.
        """
        while repeatable and (wire := await self._taken()) is not None:
            with contextlib.suppress(Unreachable):
                return await self._sent(wire, data, bodiless=bodiless)
        return await self._sent(await self._connected(), data, bodiless=bodiless)

    def keep(self, wire: Wire) -> None:
        """For the next call."""
        if len(self._kept) >= KEPT:
            self._kept.pop(0).close()
        wire.rest()
        self._kept.append(wire)

    def close(self) -> None:
        """Close what is kept."""
        for wire in self._kept:
            wire.close()
        self._kept = []

    async def _taken(self) -> Wire | None:
        while self._kept:
            wire = self._kept.pop()
            if await wire.woken():
                return wire
            wire.close()
        return None

    async def _connected(self) -> Wire:
        host = self.address.host
        try:
            async with asyncio.timeout(CONNECT):
                reader, writer = await asyncio.open_connection(
                    host, self.address.port, ssl=self._tls, server_hostname=host if self._tls else None, limit=_CHUNK
                )
        except ssl.SSLCertVerificationError as problem:
            raise Unreachable(f"its certificate is not trusted: {problem.verify_message}") from None
        except (OSError, ValueError) as problem:
            raise Unreachable(_reason(problem)) from None
        return Wire(reader, writer)

    async def _sent(self, wire: Wire, data: bytes, *, bodiless: bool) -> Answering:
        arriving = Arriving(bodiless=bodiless)
        try:
            wire.writer.write(data)
            piece = b""
            while arriving.head is None:
                piece = await _more(wire, arriving)
            return Answering(self, wire, arriving, arriving.head, piece)
        except BaseException:
            wire.close()
            raise


async def _more(wire: Wire, arriving: Arriving) -> bytes:
    """The next piece of the body, maybe empty. Raises Unreachable."""
    try:
        async with asyncio.timeout(SILENCE):
            data = await wire.reader.read(_CHUNK)
        if not data:
            arriving.finish()
            return b""
        return arriving.feed(data)
    except Malformed as problem:
        raise Unreachable(f"its answer cannot be read: {problem}") from None
    except (OSError, ValueError) as problem:
        raise Unreachable(_reason(problem), reset=isinstance(problem, ConnectionResetError)) from None


def _reason(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
