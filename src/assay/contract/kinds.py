"""Which JSON types a schema allows, so that a text of a URL, a header or a form is read as the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.contract.subschemas import referred
from assay.model.contract import Schema

ALL = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_HOPS = 40


def kinds(schema: Schema, definitions: dict[str, Schema]) -> frozenset[str]:
    """The types that a value may have; all where the schema says nothing of them."""
    return _Kinds(definitions).of(schema, _HOPS)


class _Kinds:
    """Looks at each schema once: alternatives of alternatives would take for ever otherwise."""

    def __init__(self, definitions: dict[str, Schema]) -> None:
        self._definitions = definitions
        self._known: dict[int, frozenset[str]] = {}

    def of(self, schema: Schema, hops: int) -> frozenset[str]:
        if isinstance(schema, bool) or not hops:
            return ALL
        if id(schema) not in self._known:
            self._known[id(schema)] = ALL  # what a circle adds to itself
            self._known[id(schema)] = self._allowed(schema, hops - 1)
        return self._known[id(schema)]

    def _allowed(self, schema: dict[str, Any], hops: int) -> frozenset[str]:
        allowed = _own(schema)
        for inner in (_target(schema, self._definitions), *schema.get("allOf", ())):
            allowed &= self.of(inner, hops)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                allowed &= frozenset[str]().union(*(self.of(inner, hops) for inner in schema[key]))
        return allowed


def _own(schema: dict[str, Any]) -> frozenset[str]:
    allowed = ALL
    if "type" in schema:
        allowed = frozenset([schema["type"]] if isinstance(schema["type"], str) else schema["type"])
        allowed |= {"integer"} if "number" in allowed else frozenset()
    for values in (schema.get("enum"), [schema["const"]] if "const" in schema else None):
        if values is not None:
            allowed &= frozenset(kind for value in values for kind in kind_of(value))
    return allowed


def kind_of(value: Any) -> tuple[str, ...]:
    """The types that a JSON value has."""
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, int):
        return ("integer", "number")
    if isinstance(value, float):
        return ("integer", "number") if value.is_integer() else ("number",)
    return ("string",) if isinstance(value, str) else ("array",) if isinstance(value, list) else ("object",)


def properties(schema: Schema, definitions: dict[str, Schema]) -> dict[str, Schema]:
    """The fields that a schema for objects names, also through what it is made of; its own count first."""
    found: dict[str, Schema] = {}
    for part in _parts(schema, definitions):
        found = part.get("properties", {}) | found
    return found


def each_property(schema: Schema, definitions: dict[str, Schema]) -> Iterator[Schema]:
    """All that is said of the fields of objects, also by what the schema is made of: the same field more than once."""
    for part in _parts(schema, definitions):
        yield from part.get("properties", {}).values()


def item_schema(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """What the items of a list must be; anything where the schema does not say."""
    return next((part["items"] for part in _parts(schema, definitions) if "items" in part), True)


def _parts(schema: Schema, definitions: dict[str, Schema]) -> Iterator[dict[str, Any]]:
    """The schema and all that it is made of, each once."""
    waiting, seen = [schema], set[int]()
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, bool) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting.extend((_target(one, definitions), *one.get("allOf", ()), *one.get("anyOf", ()), *one.get("oneOf", ())))


def _target(schema: dict[str, Any], definitions: dict[str, Schema]) -> Schema:
    name = referred(schema)
    return definitions.get(name, True) if name is not None else True
