"""Dependencies on loopback for these tests: an echo, a small Redis, and one that talks without end."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Iterator

from assay.wire.background import Background

PATIENCE = 20.0
"""Seconds that a test waits before it says that something hangs."""
HEALTHY = {"id": 7, "status": "open", "total": 12.5, "made": "2026-01-02T03:04:05Z", "items": [{"n": 1}, {"n": 2}]}
"""What `GET /base/orders/7` is answered."""
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.contextmanager
def served(serve: Serve, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on loopback in a thread of its own; its port."""

    writers: set[asyncio.StreamWriter] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        with contextlib.suppress(OSError, RuntimeError, asyncio.CancelledError):  # the other side has gone
            await serve(reader, writer)
        writer.close()
        writers.discard(writer)

    with Background() as thread:
        server = thread.call(asyncio.start_server(guarded, "127.0.0.1", 0, ssl=tls, backlog=1024))

        async def close() -> None:
            server.close()
            for writer in tuple(writers):
                writer.transport.abort()
            await asyncio.sleep(0.05)

        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            thread.call(close())


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives back what comes, and `bye` once the client has ended."""
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.write(b"bye")
    await writer.drain()


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends as fast as it is taken."""
    del reader
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Resets the connection at the first byte."""
    await reader.read(1)
    plug = writer.get_extra_info("socket")
    with socket.socket(fileno=socket.dup(plug.fileno())) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def dependency(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An HTTP server that keeps its connections, written by hand so that each byte is known."""
    while head := await head_of(reader):
        method, target, _ = head[0].split(" ", 2)
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = await reader.readexactly(int(fields.get("content-length", "0")))
        match target.partition("?")[0]:
            case "/base/stream":
                writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Kept: yes\r\n\r\n5\r\nfirst\r\n")
                await writer.drain()
                await reader.read(1)
            case "/base/until-the-end":
                writer.write(b"HTTP/1.1 200 OK\r\n\r\neverything")
                return
            case "/base/cut":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
                return
            case "/base/interim":
                writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
            case "/base/nonsense":
                writer.write(b"this is no HTTP\r\n\r\n")
                return
            case "/base/huge":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + b"x" * 20_000_000)
            case "/base/gzip":
                body = gzip.compress(json.dumps(HEALTHY).encode())
                lines = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/json\r\n"
                writer.write(lines + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            case "/base/orders/7":
                answer(writer, json.dumps(HEALTHY).encode(), method)
            case _:
                told = {"method": method, "target": target, "fields": fields, "body": body.decode("latin-1")}
                answer(writer, json.dumps(told).encode(), method)
        await writer.drain()


async def head_of(reader: asyncio.StreamReader) -> list[str]:
    """The lines of a head; none at the end."""
    with contextlib.suppress(asyncio.IncompleteReadError):
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    return []


def answer(writer: asyncio.StreamWriter, body: bytes, method: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nKeep-Alive: x\r\n\r\n"
    writer.write(head.encode() + (b"" if method == "HEAD" else body))


def redis() -> Serve:
    """PING, SET, GET and QUIT in the protocol of Redis."""
    stored: dict[bytes, bytes] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            words = []
            for _ in range(int(line[1:])):
                size = int((await reader.readline())[1:])
                words.append((await reader.readexactly(size + 2))[:-2])
            match words[0].upper(), words[1:]:
                case b"PING", _:
                    writer.write(b"+PONG\r\n")
                case b"SET", [key, value]:
                    stored[key] = value
                    writer.write(b"+OK\r\n")
                case b"GET", [key]:
                    value = stored.get(key)
                    writer.write(b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value))
                case _:
                    writer.write(b"-ERR unknown command\r\n")
            await writer.drain()

    return serve


def command(*words: bytes) -> bytes:
    """A command of Redis as it is sent."""
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def connected(port: int) -> socket.socket:
    """A connection to a port of this machine that hangs for no longer than a test may."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def whole(plug: socket.socket) -> bytes:
    """Everything up to the end."""
    got = bytearray()
    while data := plug.recv(65_536):
        got += data
    return bytes(got)


def said(port: int, data: bytes) -> bytes:
    """What comes back to these bytes, after which the client sends no more."""
    with connected(port) as plug:
        plug.sendall(data)
        plug.shutdown(socket.SHUT_WR)
        return whole(plug)
