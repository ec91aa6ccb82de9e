"""Writes JSON that every parser takes: no NaN, no halves of surrogate pairs, no depth without end."""

from __future__ import annotations

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()
DEEPEST = 200


def dumps(value: Any) -> bytes:
    """The value as compact JSON in UTF-8; what no parser would take becomes null or U+FFFD."""
    try:
        return _encoder.encode(value)
    except (UnicodeEncodeError, RecursionError, OverflowError, TypeError, ValueError):
        return _encoder.encode(_plain(value, 0))


def text(value: Any) -> str:
    """The same as text."""
    return dumps(value).decode("utf-8")


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict | list | tuple) and depth >= DEEPEST:
        return None
    if isinstance(value, dict):
        return {_plain(str(key), depth): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    return value if isinstance(value, int | float) else None
