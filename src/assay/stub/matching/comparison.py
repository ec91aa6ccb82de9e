"""A comparison made ready: does a value fit, and if not, how far is it from that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

Value = str | bytes | None
"""A text, the bytes of a body part, or None where there is nothing."""
_UNREAD = object()


class Text(str):
    """A text that remembers what was read from it, because many mappings look at one body."""

    __slots__ = ("_json", "raw")

    def __new__(cls, text: str, raw: bytes | None = None) -> Text:
        made = super().__new__(cls, text)
        made._json = _UNREAD
        made.raw = raw if raw is not None else text.encode("utf-8", "surrogateescape")
        return made

    _json: Any
    raw: bytes

    def json(self) -> Any:
        """Its JSON value; raises ValueError."""
        if self._json is _UNREAD:
            self._json = _decoded(self.raw)
        if isinstance(self._json, ValueError):
            raise self._json
        return self._json


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        return ValueError(str(error))


def json_of(text: str) -> Any:
    """The JSON value in a text; raises ValueError."""
    if isinstance(text, Text):
        return text.json()
    value = _decoded(text.encode("utf-8", "replace"))
    if isinstance(value, ValueError):
        raise value
    return value


class Comparison(NamedTuple):
    """One comparison. `distance` is 0 for what fits and 1 for what has nothing in common."""

    fits: Callable[[str | None], bool]
    distance: Callable[[str | None], float]
    told: str
    """What is wanted, for people."""


def plain(fits: Callable[[str | None], bool], told: str) -> Comparison:
    """A comparison that is near to nothing: all or none."""
    return Comparison(fits, lambda value: 0.0 if fits(value) else 1.0, told)
