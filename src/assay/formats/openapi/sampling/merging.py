"""A schema and all that it is made of, as one schema that a value can be made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from assay.formats.openapi.sampling.pick import Pick
from assay.model.contract import Schema

_DEFINED = "#/$defs/"
_HOPS = 30
_BOTH: dict[str, Callable[[Any, Any], Any]] = {
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
    "required": lambda one, other: list(dict.fromkeys((*one, *other))),
    "type": lambda one, other: _types(one, other),
    "enum": lambda one, other: [value for value in one if value in other] or one,
}
"""What two schemas that hold together make of one keyword; of any other, the first counts."""


class Merged(NamedTuple):
    """One schema, and the names of the definitions that it came from."""

    schema: dict[str, Any]
    names: frozenset[str]


def merged(schema: Schema, definitions: dict[str, Schema], pick: Pick, above: frozenset[str]) -> Merged:
    """References followed, `allOf` joined, one alternative taken: one that does not lead back to `above`."""
    merger = _Merger(definitions, pick, above)
    merger.add(schema, _HOPS)
    return Merged(merger.result, frozenset(merger.names))


class _Merger:
    def __init__(self, definitions: dict[str, Schema], pick: Pick, above: frozenset[str]) -> None:
        self._definitions = definitions
        self._pick = pick
        self._above = above
        self.result: dict[str, Any] = {}
        self.names: set[str] = set()

    def add(self, schema: Schema, hops: int) -> None:
        if isinstance(schema, bool) or not hops:
            return
        for key, value in schema.items():
            self._join(key, value)
        name = referred(schema)
        if name is not None and name not in self.names:
            self.names.add(name)
            self.add(self._definitions.get(name, True), hops - 1)
        for part in schema.get("allOf", ()):
            self.add(part, hops - 1)
        for key in ("oneOf", "anyOf"):
            if schema.get(key):
                chosen = self._alternative(schema[key])
                self._discriminate(schema, referred(chosen))
                self.add(chosen, hops - 1)

    def _discriminate(self, schema: dict[str, Any], chosen: str | None) -> None:
        """Say in the field that tells alternatives apart which one was taken."""
        discriminator = schema.get("discriminator")
        if not isinstance(discriminator, dict) or chosen is None:
            return
        mapping = discriminator.get("mapping", {})
        value = next((name for name, target in mapping.items() if target == f"{_DEFINED}{chosen}"), chosen)
        name = discriminator["propertyName"]
        if not self._is_fixed(self._definitions.get(chosen, True), name):  # else the alternative itself says it
            self._join_properties({name: {"const": value}})
        self._join("required", [name])

    def _is_fixed(self, schema: Schema, name: str, hops: int = 3) -> bool:
        """Whether a schema says itself which values a field has."""
        if not isinstance(schema, dict) or not hops:
            return False
        field = schema.get("properties", {}).get(name, {})
        if isinstance(field, dict) and field.keys() & {"const", "enum"}:
            return True
        parts = (self._definitions.get(referred(part) or "", part) for part in schema.get("allOf", ()))
        return any(self._is_fixed(part, name, hops - 1) for part in parts)

    def _alternative(self, listed: list[Schema]) -> Schema:
        """Any that is more than null; those that lead back to where we are only if there is no other."""
        useful = [one for one in listed if one is not False and not _is_null(one)] or listed
        ahead = [one for one in useful if referred(one) not in self._above]
        return self._pick.below("alternative").one(ahead or useful)

    def _join(self, key: str, value: Any) -> None:
        if key in ("$ref", "allOf", "anyOf", "oneOf"):
            return
        if key == "properties":
            self._join_properties(value)
        elif key not in self.result:
            self.result[key] = value
        elif key in _BOTH:
            self.result[key] = _BOTH[key](self.result[key], value)

    def _join_properties(self, properties: dict[str, Schema]) -> None:
        known: dict[str, Schema] = dict(self.result.get("properties", {}))
        for name, schema in properties.items():
            known[name] = {"allOf": [known[name], schema]} if name in known and known[name] != schema else schema
        self.result["properties"] = known


def referred(schema: Schema) -> str | None:
    """The name of the definition that a schema refers to."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference[len(_DEFINED) :] if isinstance(reference, str) and reference.startswith(_DEFINED) else None


def _is_null(schema: Schema) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "null"


def _types(one: Any, other: Any) -> Any:
    first, second = ([names] if isinstance(names, str) else names for names in (one, other))
    return [name for name in first if name in second] or one
