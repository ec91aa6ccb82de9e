"""Which places of a request a refusal names, in any of the ways in which servers point at what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MOST = 2_000
"""Values of an answer that are looked through."""
DEEPEST = 12
"""Keys of a place, counted from the innermost."""
_ROOTS = ("body", "query", "header", "headers", "cookie", "params", "data", "attributes", "$", "#", "")
"""What may stand before the place, and says only which part of the request is meant."""
_FIRST = re.compile(r"[\"'`]?([^\s\"'`:]{1,200})[\"'`]?(?=[\s:]|$)")
_BRACKETS = re.compile(r"\[['\"]?([^\[\]'\"]{1,100})['\"]?\]")

Place = tuple[str, ...]


def named_in(content: Any) -> frozenset[Place]:
    """The places that an error document names: `/items/0/price`, `items[0].price`, a list of keys, the first word of a
    message, or the key that holds the message."""
    return frozenset(place for place in _named(content) if place)


def _named(content: Any) -> Iterator[Place]:
    waiting: list[tuple[Place, Any]] = [((), content)]
    for _ in range(MOST):
        if not waiting:
            return
        keys, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*keys, str(key))[-DEEPEST:], one) for key, one in value.items())
        elif isinstance(value, list):
            if value and all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
                yield _bare(tuple(map(str, value[:DEEPEST])))
            waiting.extend(((*keys, str(index))[-DEEPEST:], one) for index, one in enumerate(value))
        elif isinstance(value, str):
            yield from _of_text(keys, value)


def _of_text(keys: Place, text: str) -> Iterator[Place]:
    first = _FIRST.match(text)
    if first is not None:
        yield _place(first[1])
    if " " not in text.strip():
        return
    path = keys[:-1] if keys and keys[-1].isdigit() else keys  # messages often stand in a list
    yield from (_bare(path[begin:]) for begin in range(len(path)))
    yield from (_place(key) for key in path[-1:])


def _place(word: str) -> Place:
    """The keys of a place that is written as a pointer, as a path with points, or with brackets."""
    text = _BRACKETS.sub(r".\1", word)
    parts = text.split("/") if "/" in text else text.split(".")
    return _bare(tuple(part.replace("~1", "/").replace("~0", "~") for part in parts))


def _bare(keys: Place) -> Place:
    while keys and keys[0] in _ROOTS:
        keys = keys[1:]
    return keys
