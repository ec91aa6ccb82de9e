"""What can be changed about one JSON value, and how harmful each change is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assay.model.places import GONE, Path, Renamed

KINDS = ("removed", "null", "type", "emptied", "renamed", "value", "element", "order", "extra")
"""From the most to the least harmful to a client."""
Change = tuple[str, str, Any]
_STAND_IN = re.compile(r"\*\*\*[0-9a-f]*")
EXTRA = "unexpected_field"


def changes(value: Any, path: Path, owner: Any) -> Iterator[Change]:
    """(kind, name, changed value) of one place; `owner` holds it, None at the root."""
    if isinstance(owner, dict):
        yield "removed", "removed", GONE
        if (name := _other_name(str(path[-1]))) not in owner:
            yield "renamed", f"renamed to {name}", Renamed(name)
    elif isinstance(owner, list):
        yield "element", "removed", GONE
    if value is not None:
        yield "null", "null", None
    yield from (("type", f"as {name}", changed) for name, changed in _other_types(value))
    yield from _other_values(value)


def _other_name(name: str) -> str:
    head, _, tail = name.partition("_")
    return head + tail.title().replace("_", "") if tail else f"{name}_"


def _other_types(value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case bool():
            yield from (("text", str(value).lower()), ("number", int(value)), ("object", {}))
        case int() | float():
            yield from (
                ("text", str(value)),
                ("truth value", True),
                ("object", {"value": value}),
                ("list", [value, value]),
            )
        case str():
            yield from (
                ("number", _number(value)),
                ("truth value", True),
                ("object", {"value": value}),
                ("list", [value, value]),
            )
        case list():
            yield from (("object", {"value": value}), ("text", "text"), ("number", len(value)), ("truth value", True))
        case dict():
            yield from (("list", [value, value]), ("text", "text"), ("number", 1), ("truth value", True))
        case None:
            yield from (("text", "text"), ("number", 0), ("truth value", False), ("object", {}))


def _number(text: str) -> float:
    try:
        return int(text[:15])
    except ValueError:
        return len(text)


def _other_values(value: Any) -> Iterator[Change]:
    match value:
        case bool():
            yield "value", "flipped", not value
        case int() | float():
            yield from (("value", name, changed) for name, changed in _numbers(value) if changed != value)
        case str():
            yield from _texts(value)
        case list():
            yield from _lists(value)
        case dict():
            if value:
                yield "emptied", "emptied", {}
            if EXTRA not in value:
                yield "extra", "with a field more", {**value, EXTRA: "unexpected"}


def _numbers(value: float) -> Iterator[tuple[str, float]]:
    yield from (("zero", 0), ("negative", -value), ("1 more", value + 1), ("1 less", value - 1))
    yield from (("enormous", 10**12 + 7), ("with a fraction", value + 0.5))


def _texts(value: str) -> Iterator[Change]:
    """A stand-in for a secret is not written over: equal ones must stay equal."""
    if not value or _STAND_IN.search(value):
        return
    yield "emptied", "emptied", ""
    yield "value", "another text", f"{value}x"
    yield "value", "a word", "other"
    if value.swapcase() != value:
        yield "value", "in other case", value.swapcase()
    if len(value) > 1:
        yield "value", "cut", value[:-1]


def _lists(value: list[Any]) -> Iterator[Change]:
    if not value:
        yield "element", "with an element", [None]
        return
    yield "emptied", "emptied", []
    if len(value) > 1:
        yield "element", "without its first element", value[1:]
        yield "element", "without its last element", value[:-1]
    yield "element", "with an element twice", [value[0], *value]
    if value != value[::-1]:
        yield "order", "in reverse order", value[::-1]
