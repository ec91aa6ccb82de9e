"""Turns a record into its line of JSON, whatever a script or a server has put into it."""

from __future__ import annotations

import msgspec

from assay.model.event import Record
from assay.record.rewrite import deep, rewrite

CROWDED = 300
"""Brackets in a line from which its depth is looked at."""

_encoder = msgspec.json.Encoder()


def encode(record: Record) -> bytes:
    """One line without its end. What is nested too deep, or no text, is replaced: a line can always be read again."""
    try:
        line = _encoder.encode(record)
    except (UnicodeEncodeError, RecursionError, OverflowError, ValueError, TypeError):
        return _encoder.encode(rewrite(record, whole_text, bytes))
    if line.count(b"[") + line.count(b"{") > CROWDED and deep(record):
        line = _encoder.encode(rewrite(record, whole_text, bytes))
    return line


def whole_text(value: str) -> str:
    """Half a surrogate pair, which JavaScript allows, is no text in any file of ours: it becomes U+FFFD."""
    return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
