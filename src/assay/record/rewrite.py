"""Rebuilds a value with its texts replaced, and whatever names, orders or types it left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

FIXED = frozenset({"cursor", "id", "run", "source", "role", "ending", "listen", "execution", "level", "parent", "at"})
"""Fields of our own structs that hold ids, positions and closed sets of words: no place for a person's text."""

DEEPEST = 100
"""Levels of lists and dicts that are kept; below that stands a note. Readers recurse, and must never run out."""

NOTE = "[nested too deep to be kept]"


def rewrite(value: T, text: Callable[[str], Any], data: Callable[[bytes], bytes]) -> T:
    """The same structure with every text and every run of bytes passed through `text` and `data`.

    Whole numbers inside lists and dicts pass through `text` too; those in fields of our own are counts, and stay.
    """
    changed: T = _Rewriter(text, data).any(value, 0)
    return changed


class _Rewriter:
    def __init__(self, text: Callable[[str], Any], data: Callable[[bytes], bytes]) -> None:
        self._text = text
        self._data = data

    def any(self, value: Any, depth: int) -> Any:
        """One value of any kind."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bytes):
            return self._data(value)
        if isinstance(value, int):
            return value if isinstance(value, bool) else self._number(value)
        if isinstance(value, msgspec.Struct):
            return self._struct(value, depth)
        if isinstance(value, dict | list | tuple):
            return NOTE if depth >= DEEPEST else self._container(value, depth + 1)
        return value

    def _number(self, value: int) -> Any:
        shown = str(value) if abs(value) < 10**40 else ""
        replaced = self._text(shown)
        return value if replaced == shown else replaced

    def _container(self, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return {self.any(key, depth): self.any(item, depth) for key, item in value.items()}
        items = [self.any(item, depth) for item in value]
        if isinstance(value, list):
            return items
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)

    def _struct(self, value: msgspec.Struct, depth: int) -> msgspec.Struct:
        changes = {}
        for name in value.__struct_fields__:
            old = getattr(value, name)
            if name in FIXED or isinstance(old, int | float):
                continue
            new = self.any(old, depth)
            if new is not old:
                changes[name] = new
        return msgspec.structs.replace(value, **changes) if changes else value


def deep(value: Any) -> bool:
    """Whether lists and dicts nest deeper inside the value than `rewrite` keeps."""
    level = [value]
    for _ in range(2 * DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return (getattr(value, name) for name in value.__struct_fields__)
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
