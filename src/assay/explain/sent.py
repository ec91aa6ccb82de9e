"""What was sent, read from the head as it left where the transport saw it, else from the request."""

from __future__ import annotations

from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Header, Headers, Request, last_value

MOST_BODY = 4 * 1024 * 1024
"""Bytes of a body that are looked at."""


def headers(exchange: Exchange) -> Headers:
    """Every field line that left, in order."""
    if not exchange.head:
        return exchange.request.headers
    return tuple(_fields(exchange.head))


def _fields(head: str) -> list[Header]:
    pairs = [line.partition(":") for line in head[:262_144].split("\n")[1:] if ":" in line]
    return [Header(name, value.strip(" \t\r")) for name, _, value in pairs]


def header(exchange: Exchange, name: str) -> str | None:
    """The last value of a header that left."""
    return last_value(headers(exchange), name)


def raw_header(exchange: Exchange, name: str) -> str | None:
    """The value with the white space that stood around it."""
    if not exchange.head:
        return exchange.request.header(name)
    wanted = name.lower()
    for line in exchange.head[:262_144].split("\n")[1:]:
        found, colon, value = line.partition(":")
        if colon and found.lower() == wanted:
            return value.removesuffix("\r").removeprefix(" ")
    return None


def method(exchange: Exchange) -> str:
    """The method that left."""
    return exchange.head.partition(" ")[0] or exchange.request.method


def has_body(request: Request) -> bool:
    """Whether there was a body to send."""
    return body_size(request) > 0


def body_size(request: Request) -> int:
    """Bytes, as known when the request was built."""
    return sum(len(part.data) if isinstance(part, BytesPart) else part.size for part in request.body)


def body(exchange: Exchange) -> bytes | None:
    """The body where it is known in full and not too long to look at, else None."""
    parts = exchange.request.body
    if body_size(exchange.request) > MOST_BODY or not all(isinstance(part, BytesPart) for part in parts):
        return None
    data = b"".join(part.data for part in parts if isinstance(part, BytesPart))
    told = header(exchange, "content-length")
    return data if told is None or told == str(len(data)) else None  # a transport may keep less than it sent
