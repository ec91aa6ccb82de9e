"""JSON Pointers (RFC 6901): a value looked up, put or taken out. Nothing is changed in place."""

from __future__ import annotations

from typing import Any

MISSING: Any = object()
"""In the place of a value: there is none."""


def tokens(pointer: str) -> list[str]:
    """The keys of a pointer, from the outermost."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def joined(*keys: str | int) -> str:
    """The pointer of some keys."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in keys)


def at(value: Any, pointer: str) -> Any:
    """What a pointer points at; None where it points at nothing."""
    for key in tokens(pointer):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def put(value: Any, pointer: str, new: Any) -> Any:
    """A copy with `new` at the pointer; with MISSING nothing is there any more. What the pointer misses stays."""
    return _put(value, tokens(pointer), new)


def _put(value: Any, keys: list[str], new: Any) -> Any:
    if not keys:
        return new
    key, rest = keys[0], keys[1:]
    if isinstance(value, dict):
        if not rest and new is MISSING:
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: _put(value.get(key), rest, new)} if not rest or key in value else value
    if isinstance(value, list) and key.isdigit() and int(key) <= len(value):
        index = int(key)
        if not rest and new is MISSING:
            return value[:index] + value[index + 1 :]
        old = value[index] if index < len(value) else None
        return [*value[:index], _put(old, rest, new), *value[index + 1 :]]
    return value
