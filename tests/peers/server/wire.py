"""One HTTP/1.1 request read from a byte stream, with nothing normalised away."""

from __future__ import annotations

from typing import BinaryIO

import msgspec

LINE_LIMIT = 1 << 20


class Malformed(Exception):
    """The bytes are not an HTTP/1.1 request."""


class RawRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the server saw it.

    `listener` is the name of the door it came through; `headers` keeps order, case and repeats, and text is
    latin-1 so that every byte survives. `client` is the common name of a client certificate, or empty.
    """

    listener: str
    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    client: str = ""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of one header, by its name in any case."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    def value(self, name: str) -> str:
        """The first value of one header, or an empty text."""
        return next(iter(self.values(name)), "")


def read_line(stream: BinaryIO) -> str:
    line = stream.readline(LINE_LIMIT)
    if not line.endswith(b"\n"):
        raise Malformed(line[:80])
    return line.rstrip(b"\r\n").decode("latin-1")


def read_headers(stream: BinaryIO) -> tuple[tuple[str, str], ...]:
    headers = []
    while line := read_line(stream):
        name, _, value = line.partition(":")
        headers.append((name, value[1:] if value.startswith(" ") else value))
    return tuple(headers)


def read_chunks(stream: BinaryIO) -> bytes:
    body = b""
    while size := int(read_line(stream).partition(";")[0], 16):
        body += stream.read(size)
        read_line(stream)
    read_headers(stream)
    return body


def read_body(stream: BinaryIO, headers: tuple[tuple[str, str], ...]) -> bytes:
    fields = {name.lower(): value for name, value in headers}
    if "chunked" in fields.get("transfer-encoding", "").lower():
        return read_chunks(stream)
    return stream.read(int(fields.get("content-length") or 0))


class Head(msgspec.Struct, frozen=True):
    """The request line and the headers, before the body is read."""

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]

    @property
    def expects_continue(self) -> bool:
        return any(name.lower() == "expect" and value == "100-continue" for name, value in self.headers)

    @property
    def keeps_alive(self) -> bool:
        return not any(name.lower() == "connection" and value.lower() == "close" for name, value in self.headers)


def read_head(stream: BinaryIO) -> Head | None:
    """The next request's head, or None when the client closed between requests."""
    first = stream.peek(1)[:1]  # type: ignore[attr-defined]
    if not first:
        return None
    if not first.isalpha():
        raise Malformed(first)  # a TLS greeting on a plain port, for one
    parts = read_line(stream).split(" ")
    if len(parts) < 3:
        raise Malformed(" ".join(parts))
    return Head(parts[0], " ".join(parts[1:-1]), parts[-1], read_headers(stream))
