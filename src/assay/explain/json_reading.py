"""JSON read with the place of the first error, by line and column."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from assay.explain.pattern import Pattern

PLACE = Pattern(r"\(byte (\d+)\)")
LARGEST = 4 * 1024 * 1024
"""Bytes that are parsed for an explanation."""
UNREAD: Any = object()
"""What stands for a value where there was none to read."""


class Broken(NamedTuple):
    """Where a text stops being JSON: line and column from 1, the byte's offset, and why."""

    line: int
    column: int
    offset: int
    reason: str


def read(data: bytes) -> Any:
    """The value, or UNREAD."""
    if len(data) > LARGEST:
        return UNREAD
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return UNREAD


def broken(data: bytes) -> Broken | None:
    """The first error, None where there is none or where the text is too long or too deep to say."""
    if len(data) > LARGEST:
        return None
    try:
        msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        return _placed(data, str(error))
    except UnicodeDecodeError as error:
        return _at(data, error.start, "bytes that are not UTF-8")
    except RecursionError:
        return None
    return None


def _placed(data: bytes, words: str) -> Broken:
    found = PLACE.search(words)
    if found is None:
        return _at(data, len(data), "the text ends too early")
    return _at(data, min(int(found[1]), len(data)), PLACE.sub("", words).removeprefix("JSON is malformed:").strip())


def _at(data: bytes, offset: int, reason: str) -> Broken:
    before = data[:offset]
    start = before.rfind(b"\n") + 1
    return Broken(before.count(b"\n") + 1, len(before[start:].decode("utf-8", "replace")) + 1, offset, reason)
