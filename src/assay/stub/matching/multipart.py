"""The parts of a multipart body (RFC 2046 section 5.1), as many as anybody means to send."""

from __future__ import annotations

import re

import msgspec

from assay.model.http import Header, Headers
from assay.stub.matching.comparison import Text

_BOUNDARY = re.compile(r'multipart/[^;]+;.*?boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(r';\s*(name|filename)="?([^";]*)"?', re.IGNORECASE)
_MOST_PARTS = 1_000


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part."""

    headers: Headers = ()
    body: bytes = b""
    name: str = ""
    filename: str = ""

    def values(self, name: str) -> list[str]:
        """Values of a header, in any case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def text(self) -> Text:
        """The body as text."""
        return Text(self.body.decode("utf-8", "surrogateescape"), self.body)


def parts_of(content_type: str, body: bytes) -> list[Part]:
    """The parts in order; none where this is no multipart body."""
    found = _BOUNDARY.match(content_type[:4_000])
    if not found:
        return []
    boundary = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    pieces = (b"\r\n" + body).split(b"\r\n" + boundary, _MOST_PARTS + 1)[1:]
    return [_part(piece.lstrip(b" \t")) for piece in pieces[:_MOST_PARTS] if not piece.startswith(b"--")]


def _part(piece: bytes) -> Part:
    head, _, body = piece.partition(b"\r\n\r\n") if not piece.startswith(b"\r\n\r\n") else (b"", b"", piece[4:])
    lines = head.decode("utf-8", "replace").strip("\r\n").split("\r\n")
    headers = tuple(
        Header(name.strip(), value.strip()) for name, found, value in (line.partition(":") for line in lines) if found
    )
    told = next((value for name, value in headers if name.lower() == "content-disposition"), "")
    parameters = {name.lower(): value for name, value in _PARAMETER.findall(told)}
    return Part(headers=headers, body=body, name=parameters.get("name", ""), filename=parameters.get("filename", ""))
