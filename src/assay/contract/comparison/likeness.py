"""A number for each value that is the same for values that count as the same, and how alike two objects are."""

from __future__ import annotations

from typing import Any

from assay.contract.comparison.difference import Rules
from assay.contract.comparison.paths import Paths
from assay.contract.comparison.volatile import is_volatile

BUDGET = 4_000_000
"""Values that are looked at in order to pair elements; after that arrays are compared place by place."""


class Spent(Exception):
    """The budget is used up."""


class Likeness:
    """Numbers of values under some rules."""

    def __init__(self, rules: Rules, budget: int = BUDGET) -> None:
        self._rules = rules
        self._left = budget

    def number(self, value: Any, paths: Paths, name: str = "") -> int:
        """Equal for two values that hold the same, what is to be ignored aside. Raises Spent."""
        self._left -= 1
        if self._left < 0:
            raise Spent
        if isinstance(value, dict):
            return hash(("{", frozenset(self.fields(value, paths).items())))
        if isinstance(value, list):
            return self._list(value, paths)
        if self._rules.ignore_volatile and is_volatile(value, name):
            return hash("~")
        return hash((kind_of(value), value))

    def fields(self, value: dict[str, Any], paths: Paths) -> dict[str, int]:
        """The numbers of an object's fields."""
        found = {}
        for name, inner in value.items():
            below = paths.into(name)
            if below is not None:
                found[name] = self.number(inner, below, name)
        return found

    def _list(self, value: list[Any], paths: Paths) -> int:
        numbers = []
        for index, inner in enumerate(value):
            below = paths.into(str(index))
            if below is not None:
                numbers.append(self.number(inner, below))
        if self._rules.ignore_order:
            numbers.sort()
        return hash(("[", tuple(numbers)))


def kind_of(value: Any) -> str:
    """The JSON type of a value; there is one kind of number."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if value is None:
        return "null"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def alike(one: dict[str, int], other: dict[str, int]) -> float:
    """The share of fields that two objects have in common, 0 to 1."""
    shared = len(one.items() & other.items())
    return shared / max(len(one), len(other), 1)
