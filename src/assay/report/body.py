"""Reads a body as text, for people."""

from __future__ import annotations

import re

import msgspec

from assay.model.http import BytesPart, FilePart, Request, Response
from assay.report.measure import size

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)


def text_of(data: bytes, content_type: str | None) -> str | None:
    """The bytes as text in their charset (UTF-8 where none is named); None where they are no text."""
    named = _CHARSET.search(content_type or "")
    charset = named[1] if named else "utf-8"
    try:
        text = data.decode(charset, "replace")
    except (LookupError, ValueError):  # also charset=base64 and its kin, which name codecs that make no text
        text = data.decode("utf-8", "replace")
    return None if _binary(text) else text


def excerpt_of(response: Response, most: int) -> str:
    """The beginning of an answer's body: JSON tidied, other text as it is, binary named. Empty without a body."""
    if not response.body:
        return ""
    kind = response.header("content-type")
    text = text_of(response.body[: most * 8], kind)
    if text is None:
        return f"({size(len(response.body))} of {(kind or 'binary data').split(';')[0]})"
    return text if len(response.body) > most else pretty(text)


def pretty(text: str) -> str:
    """JSON with a value on each line; any other text as it is."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return msgspec.json.format(text, indent=2)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return text


def sent_bytes(request: Request) -> bytes | None:
    """The request's body where it is known in full; None where a part of it is read from a file."""
    if any(isinstance(part, FilePart) for part in request.body):
        return None
    return b"".join(part.data for part in request.body if isinstance(part, BytesPart))


def sent_files(request: Request) -> list[FilePart]:
    """The files that a request's body is read from."""
    return [part for part in request.body if isinstance(part, FilePart)]


def _binary(text: str) -> bool:
    sample = text[:4096]
    most = len(sample) // 20
    controls = sum(character < " " and character not in "\t\n\r\f\x1b" for character in sample)
    return controls > most or controls + sample.count("\ufffd") > max(3, most)
