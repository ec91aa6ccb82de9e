"""How often a schema may have a value looked at: alternatives inside alternatives multiply, level by level."""

from __future__ import annotations

from typing import Any

from assay.contract.subschemas import inside, referred, same
from assay.model.contract import Schema

MOST = 2_000_000
"""Looks that a validator takes in a fraction of a second."""

_STEPS = 500_000


def looks(schema: Schema, definitions: dict[str, Schema], depth: int) -> int:
    """An upper bound for a value of that depth, at most MOST + 1."""
    try:
        return _Cost(definitions).of(schema, depth)
    except RecursionError:
        return MOST + 1


class _Cost:
    def __init__(self, definitions: dict[str, Schema]) -> None:
        self._definitions = definitions
        self._known: dict[tuple[int, int], int] = {}

    def of(self, schema: Schema, depth: int) -> int:
        """Looks at one value that lies so many levels inside; a circle that leads to the same value counts once."""
        if isinstance(schema, bool) or depth < 0:
            return 1
        key = (id(schema), depth)
        if key not in self._known:
            if len(self._known) > _STEPS:
                return MOST + 1
            self._known[key] = 1
            self._known[key] = min(MOST + 1, self._looks(schema, depth))
        return self._known[key]

    def _looks(self, schema: dict[str, Any], depth: int) -> int:
        deepest = max((self.of(inner, depth - 1) for inner in inside(schema)), default=0)
        alike = [*same(schema)]
        name = referred(schema)
        if name in self._definitions:
            alike.append(self._definitions[name])
        return 1 + deepest + sum(self.of(inner, depth) for inner in alike)
