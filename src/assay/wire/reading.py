"""Reads HTTP/1.x requests from the bytes of one connection, strictly (RFC 9112), without any I/O.

What two readers could understand differently is refused: that is how requests are smuggled.
"""

from __future__ import annotations

import re

import msgspec

from assay.model.http import Header, Headers
from assay.wire.limits import Limits

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the grammar's word
_REQUEST_LINE = re.compile(rf"({_TOKEN}) ([!-~\x80-\xff]+) HTTP/1\.([01])\r\n")
_FIELD = re.compile(rf"({_TOKEN}):([^\x00-\x08\x0a-\x1f\x7f]*)\r\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")
_CHUNK_LINE = 4_096
"""Bytes of a chunk's size with its extensions."""
_DIGITS = re.compile(r"[0-9]{1,18}")
_OF_FRAMING = frozenset({"content-length", "transfer-encoding", "host", "connection", "expect"})


class Unacceptable(Exception):
    """A request that is refused, with the status that its sender is told."""

    def __init__(self, status: int, kind: str, what: str) -> None:
        super().__init__(what)
        self.status = status
        self.kind = kind
        self.what = what


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A request's head, and what it says about the bytes after it."""

    method: str
    target: str
    version: str
    """1.0 or 1.1."""
    headers: Headers
    host: str = ""
    """The value of Host."""
    length: int = 0
    chunked: bool = False
    keeps_alive: bool = True
    expects: bool = False
    """The client waits for `100 Continue`."""


class Reader:
    """The requests of one connection: `feed` bytes, then ask for `head` and `body` in turn until one is None."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._data: bytes | bytearray = b""
        self._at = 0
        self._searched = 0
        self._left = 0
        self._chunked = False
        self._chunk_end = False
        self._kept = bytearray()
        self._size = 0
        self.truncated = False
        """Whether the last body was longer than what is kept."""

    @property
    def held(self) -> int:
        """Bytes that are kept of what has not been given out."""
        return len(self._data) - self._at + len(self._kept)

    @property
    def waiting(self) -> int:
        """Bytes that came and were not looked at."""
        return len(self._data) - self._at

    def feed(self, data: bytes) -> None:
        """Bytes that came."""
        if self._at >= len(self._data):
            self._data, self._at, self._searched = data, 0, 0
            return
        if not isinstance(self._data, bytearray):
            self._data = bytearray(self._data)
        if self._at:
            del self._data[: self._at]
            self._searched, self._at = max(0, self._searched - self._at), 0
        self._data += data

    def head(self) -> Head | None:
        """The next request's head once it is whole. Raises Unacceptable."""
        data, at = self._data, self._at
        if at >= len(data):
            return None
        while data.startswith(b"\r\n", at):
            at += 2
        self._at = at
        end = data.find(b"\r\n\r\n", max(at, self._searched - 3))
        if end < 0:
            self._searched = len(data)
            self._early(len(data) - at)
            return None
        if end - at > self._limits.head:
            raise _too_long(self._limits)
        head = _head(bytes(data[at : end + 2]).decode("latin-1"), self._limits)
        self._at = self._searched = end + 4
        self._left, self._chunked, self._chunk_end = head.length, head.chunked, False
        self._kept, self._size, self.truncated = bytearray(), 0, False
        return head

    def _early(self, size: int) -> None:
        """What can be said of a head that is not whole: too long, or no HTTP at all."""
        if size > self._limits.head:
            raise _too_long(self._limits)
        first = bytes(self._data[self._at : self._at + 16])
        if first and not re.match(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+( |$)", first) and not b"\r\n".startswith(first[:2]):
            raise Unacceptable(400, "malformed", "These bytes are no HTTP request.")
        if self._data.find(b"\n\n", self._at) >= 0:
            raise Unacceptable(400, "malformed", "A line of the head ends in LF alone, not in CRLF.")

    def body(self) -> bytes | None:
        """The body of the request whose head came last, once it is whole. Raises Unacceptable."""
        if not self._chunked:
            return self._counted()
        return self._in_chunks()

    def _counted(self) -> bytes | None:
        if not self._left:
            return self._whole()
        self._take()
        return None if self._left else self._whole()

    def _in_chunks(self) -> bytes | None:
        while True:
            if self._left:
                self._take()
                if self._left:
                    return None
                self._chunk_end = True
            if self._chunk_end:
                if len(self._data) - self._at < 2:
                    return None
                if not self._data.startswith(b"\r\n", self._at):
                    raise Unacceptable(400, "malformed", "A chunk is longer or shorter than its size says.")
                self._at += 2
                self._chunk_end = False
            size = self._chunk_size()
            if size is None:
                return None
            if size == 0:
                return self._whole() if self._trailers_passed() else None
            self._left = size

    def _chunk_size(self) -> int | None:
        """The next chunk's size; the last chunk's line stays, until its trailers are whole."""
        end = self._data.find(b"\r\n", self._at)
        if end < 0 and len(self._data) - self._at <= _CHUNK_LINE:
            return None
        matched = _CHUNK.fullmatch(self._data, self._at, end + 2) if 0 <= end - self._at <= _CHUNK_LINE else None
        if matched is None:
            raise Unacceptable(400, "malformed", "A chunk's size is no hexadecimal number on a line of its own.")
        size = int(matched[1], 16)
        if size:
            self._at = end + 2
        if self._size + size > self._limits.endless:
            raise _endless(self._limits)
        return size

    def _trailers_passed(self) -> bool:
        """Pass the last chunk with its trailers, which are read and dropped."""
        start = self._data.find(b"\r\n", self._at)
        end = self._data.find(b"\r\n\r\n", start)
        if end < 0:
            if len(self._data) - start > self._limits.head:
                raise _too_long(self._limits)
            return False
        _fields(bytes(self._data[start + 2 : end + 2]).decode("latin-1"), 0, self._limits)
        self._at = end + 4
        return True

    def _take(self) -> None:
        """Take what there is of the body or chunk; beyond the limit it is counted only."""
        count = min(self._left, len(self._data) - self._at)
        if not count:
            return
        room = max(0, self._limits.body - len(self._kept))
        self._kept += self._data[self._at : self._at + min(count, room)]
        self.truncated = self.truncated or count > room
        self._at += count
        self._size += count
        self._left -= count

    def _whole(self) -> bytes:
        body, self._kept = bytes(self._kept), bytearray()
        return body


def _head(text: str, limits: Limits) -> Head:
    """Request line and headers, each ended by CRLF."""
    line = _REQUEST_LINE.match(text)
    if line is None:
        raise _bad_line(text)
    headers = _fields(text, line.end(), limits)
    framing: dict[str, list[str]] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in _OF_FRAMING:
            framing.setdefault(lower, []).append(value)
    return _framed(line[1], line[2], f"1.{line[3]}", headers, framing, limits)


def _fields(text: str, start: int, limits: Limits) -> Headers:
    """Header lines that reach to the end of the text."""
    found = _FIELD.findall(text, start)
    if start + sum(len(name) + len(value) + 3 for name, value in found) != len(text):
        raise Unacceptable(400, "malformed", _wrong_with(text[start:]))
    if len(found) > limits.headers:
        raise Unacceptable(431, "head-too-long", f"A request with more than {limits.headers} headers.")
    return tuple([Header(name, value.strip(" \t")) for name, value in found])


def _wrong_with(fields: str) -> str:
    if "\0" in fields:
        return "A header holds NUL."
    if re.search(r"\r\n[ \t]", "\r\n" + fields):
        return "A header goes on in the next line (obs-fold)."
    if re.search(r"(?<!\r)\n|\r(?!\n)", fields):
        return "A header ends in CR or LF alone, not in CRLF."
    if re.search(rf"{_TOKEN}[ \t]+:", fields):
        return "There is white space between a header's name and its colon."
    return "A header line is malformed."


def _framed(
    method: str, target: str, version: str, headers: Headers, framing: dict[str, list[str]], limits: Limits
) -> Head:
    """The head, with the length of the body as all readers have to understand it."""
    hosts = framing.get("host", ())
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise Unacceptable(400, "malformed", "A request needs one Host header." if not hosts else "Two Host headers.")
    connection = ",".join(framing.get("connection", ())).lower()
    lengths, codings = framing.get("content-length"), framing.get("transfer-encoding")
    return Head(
        method=method,
        target=target,
        version=version,
        headers=headers,
        host=hosts[0] if hosts else "",
        length=_length(lengths, codings, limits) if lengths else 0,
        chunked=_is_chunked(codings, version) if codings else False,
        keeps_alive=version == "1.1" and "close" not in connection,
        expects=version == "1.1" and any(value.lower() == "100-continue" for value in framing.get("expect", ())),
    )


def _length(lengths: list[str], codings: list[str] | None, limits: Limits) -> int:
    if codings:
        raise Unacceptable(400, "smuggling", "Both Content-Length and Transfer-Encoding.")
    if len(lengths) > 1:
        raise Unacceptable(400, "smuggling", "More than one Content-Length.")
    if not _DIGITS.fullmatch(lengths[0]):
        raise Unacceptable(400, "smuggling", "Content-Length is no decimal number.")
    length = int(lengths[0])
    if length > limits.endless:
        raise _endless(limits)
    return length


def _is_chunked(codings: list[str], version: str) -> bool:
    if version == "1.0":
        raise Unacceptable(400, "smuggling", "Transfer-Encoding in HTTP/1.0.")
    if len(codings) > 1 or codings[0].lower() != "chunked":
        raise Unacceptable(501, "smuggling", "A Transfer-Encoding other than chunked.")
    return True


def _bad_line(text: str) -> Unacceptable:
    line = text.partition("\r\n")[0]
    if re.fullmatch(rf"{_TOKEN} \S+ HTTP/[0-9.]+", line):
        return Unacceptable(505, "malformed", "A version of HTTP other than 1.0 and 1.1.")
    return Unacceptable(400, "malformed", "The request line is not `METHOD target HTTP/1.1`.")


def _too_long(limits: Limits) -> Unacceptable:
    return Unacceptable(431, "head-too-long", f"A head of more than {limits.head} bytes.")


def _endless(limits: Limits) -> Unacceptable:
    return Unacceptable(413, "body-too-long", f"A body of more than {limits.endless} bytes.")
