"""The text of an entry in which full-text search looks: bounded, and nothing but text."""

from __future__ import annotations

import re

import msgspec

from assay.model.http import BytesPart, Headers, Request
from assay.record.history.entry import Entry

LONGEST = 64 * 1024
"""Characters of each body that can be found."""
LONGEST_HEADERS = 16 * 1024
ESCAPED = 1024 * 1024
"""Bytes of JSON that are looked at for escapes."""

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of the full-text table."""

    line: str
    headers: str
    sent: str
    received: str


def words(entry: Entry) -> Words:
    """What can be searched for: each line of all heads, the body that was sent, and the one that came."""
    lines = dict.fromkeys([f"{entry.method} {entry.url}", entry.error])
    heads: dict[str, None] = {}
    for exchange in entry.exchanges:
        lines[f"{exchange.request.method} {exchange.request.url}"] = None
        heads |= dict.fromkeys(_lines(exchange.request.headers))
        if exchange.response is not None:
            lines[f"{exchange.response.status} {exchange.response.reason}"] = None
            heads |= dict.fromkeys(_lines(exchange.response.headers))
    return Words(
        line="\n".join(lines)[:LONGEST],
        headers="\n".join(heads)[:LONGEST_HEADERS],
        sent=_sent(entry),
        received=_received(entry),
    )


def _lines(headers: Headers) -> list[str]:
    return [f"{name}: {value}"[:LONGEST_HEADERS] for name, value in headers[:1000]]


def _sent(entry: Entry) -> str:
    bodies = dict.fromkeys(body for body in (_body(exchange.request) for exchange in entry.exchanges) if body)
    return "\n".join(bodies)[:LONGEST]


def _body(request: Request) -> str:
    data = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    return text_of(data, request.header("content-type"))


def _received(entry: Entry) -> str:
    response = entry.response
    return text_of(response.body, response.header("content-type")) if response else ""


def text_of(data: bytes, content_type: str | None) -> str:
    """The beginning of a body as text; nothing where it is none."""
    if b"\\u" in data[:ESCAPED] and len(data) <= ESCAPED:
        data = _unescaped(data)
    named = _CHARSET.search(content_type or "")
    start = data[: 4 * LONGEST]
    try:
        text = start.decode(named[1] if named else "utf-8", "replace")
    except (LookupError, ValueError, TypeError):  # no such charset, or one that is no encoding of text (zlib)
        text = start.decode("utf-8", "replace")
    return "" if _is_binary(text) else text[:LONGEST]


def _unescaped(data: bytes) -> bytes:
    """JSON whose letters stand as themselves and not as escapes."""
    try:
        return msgspec.json.encode(msgspec.json.decode(data))
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError):
        return data


def _is_binary(text: str) -> bool:
    sample = text[:4096]
    odd = sum(character == "\ufffd" or (character < " " and character not in "\t\n\r\f\x1b") for character in sample)
    return odd > len(sample) // 20
