"""Gathers what values of one place have in common, one value after the other, in bounded time and depth."""

from __future__ import annotations

import re
from typing import Any

from assay.contract.inference.formats import formats_of

DEEPEST = 24
"""Levels that are looked into; what lies deeper may be anything."""
WIDEST = 300
"""Fields of one object that are told apart; an object with more is taken for a map."""
MOST = 2_000_000
"""Values that are looked at in all; an array of 100,000 objects is seen whole."""

_ID_KEY = re.compile(
    r"[0-9]{1,40}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,64}|\d{4}-\d\d-\d\d(?:T[\d:.]{5,20}Z?)?"
    r"|[a-z]{2,6}_(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{10,40}",
    re.IGNORECASE,
)


class Budget:
    """How many values may still be looked at."""

    def __init__(self, left: int = MOST) -> None:
        self.left = left

    def spend(self) -> bool:
        """Take one; False when there is none left."""
        self.left -= 1
        return self.left >= 0


class Shape:
    """What is known of a place: how often each type was seen there, and the shapes below it."""

    __slots__ = ("counts", "fields", "formats", "items", "open", "records", "seen", "values")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.formats: frozenset[str] | None = None
        self.fields: dict[str, Shape] = {}
        self.seen: dict[str, int] = {}
        """In how many objects each field stood."""
        self.items: Shape | None = None
        self.values: Shape | None = None
        """What an object holds that is a map from ids: shape of any of its values."""
        self.records = False
        """Whether an object was seen whose keys are names."""
        self.open = False
        """Whether something was not looked at, so that nothing may be said of it."""

    def add(self, value: Any, budget: Budget, depth: int = 0) -> None:
        """Take one more value into account."""
        if not budget.spend() or depth > DEEPEST:
            self.open = True
            return
        kind = type_of(value)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if kind == "string":
            found = formats_of(value)
            self.formats = found if self.formats is None else self.formats & found
        elif kind == "array":
            self._add_items(value, budget, depth)
        elif kind == "object":
            self._add_fields(value, budget, depth)

    def _add_items(self, values: list[Any], budget: Budget, depth: int) -> None:
        for value in values:
            self.items = self.items or Shape()
            self.items.add(value, budget, depth + 1)
            if self.items.open and budget.left < 0:
                return

    def _add_fields(self, fields: dict[str, Any], budget: Budget, depth: int) -> None:
        as_map = is_map(fields) or len(self.fields.keys() | fields.keys()) > WIDEST
        self.records = self.records or not as_map
        if as_map and self.values is None:
            self.values = Shape()
        for name, value in fields.items():
            self.seen[name] = self.seen.get(name, 0) + 1
            if self.values is not None:
                self.values.add(value, budget, depth + 1)
            elif name in self.fields:
                self.fields[name].add(value, budget, depth + 1)
            else:
                self.fields[name] = shape = Shape()
                shape.add(value, budget, depth + 1)
            if budget.left < 0:
                self.open = True
                return

    @property
    def is_map(self) -> bool:
        """Whether all of its objects map ids to values of one shape."""
        return self.values is not None and not self.records


def type_of(value: Any) -> str:
    """The name of the value's type in JSON Schema. A float is a number, even 1.0: the next one may be 1.5."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def is_map(fields: dict[str, Any]) -> bool:
    """Whether all keys are ids, so that they are data and no names."""
    return bool(fields) and all(_ID_KEY.fullmatch(name) for name in fields)
