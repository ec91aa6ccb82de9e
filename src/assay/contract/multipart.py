"""The fields of a multipart/form-data body (RFC 7578), as far as a schema can judge them."""

from __future__ import annotations

import re

import msgspec

MOST_FIELDS = 1_000
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_NAME = re.compile(r';\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', re.IGNORECASE)
_TYPE = re.compile(r"(?:^|\n)content-type:\s*([^\r\n;]*)", re.IGNORECASE)


class Field(msgspec.Struct, frozen=True):
    """One field. Of a file, what it holds as text, for all that it is worth."""

    name: str
    text: str = ""
    content_type: str = ""


def fields_of(body: bytes, content_type: str) -> list[Field]:
    """The fields in order; none where the boundary is not told."""
    found = _BOUNDARY.search(content_type[:2000])
    if found is None:
        return []
    mark = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    parts = (b"\r\n" + body).split(b"\r\n" + mark, MOST_FIELDS + 1)[1:]
    fields = [_field(part) for part in parts if not part.startswith(b"--")]
    return [field for field in fields if field is not None][:MOST_FIELDS]


def _field(part: bytes) -> Field | None:
    head, _, content = part.partition(b"\r\n\r\n")
    text = head[:8192].decode("utf-8", "replace")
    named, kind = _NAME.search(text), _TYPE.search(text)
    if named is None:
        return None
    name = named[1] if named[1] is not None else named[2]
    return Field(name.replace('\\"', '"'), content.decode("utf-8", "replace"), kind[1].strip() if kind else "")
