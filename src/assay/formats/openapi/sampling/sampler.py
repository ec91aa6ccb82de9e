"""A value for a schema, made part by part; small, and never without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from assay.formats.openapi.sampling.merging import merged, referred
from assay.formats.openapi.sampling.numbers import sample_number
from assay.formats.openapi.sampling.pick import Pick
from assay.formats.openapi.sampling.texts import sample_text
from assay.model.contract import Schema

Direction = Literal["request", "response"]

MAX_DEPTH = 12
MAX_PARTS = 3_000
"""Values in a value up to which optional ones are added."""
MOST_PARTS = 12_000
"""Values in all; what would be beyond is null."""
_OPTIONAL_DEPTH = 4
_MOST_ITEMS = 50
_MOST_FIELDS = 200
_UNWANTED = {"request": "readOnly", "response": "writeOnly"}
_OF_TYPE = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "patternProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"),
    "string": ("pattern", "minLength", "maxLength", "format", "contentEncoding"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


class Sampler:
    """Makes one value."""

    def __init__(self, definitions: dict[str, Schema], direction: Direction, *, optional: bool) -> None:
        self._definitions = definitions
        self._unwanted = _UNWANTED[direction]
        self._optional = optional
        self._parts = 0

    def value(self, schema: Schema, pick: Pick, above: frozenset[str] = frozenset(), depth: int = 0) -> Any:
        """A value for the schema; `above` are the definitions that it lies in."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            return None
        one = merged(schema, self._definitions, pick, above)
        types = _types(one.schema)
        given = _given(one.schema, types)
        if given:
            return pick.below("given").one(given)
        name = pick.place.rpartition("/")[2]
        kind = next((name for name in types if name != "null"), types[0])
        if kind == "object":
            return self._object(one.schema, pick, above | one.names, depth)
        if kind == "array":
            return self._array(one.schema, pick, above | one.names, depth)
        if kind in ("integer", "number"):
            return sample_number(one.schema, pick, whole=kind == "integer")
        if kind == "string":
            return sample_text(one.schema, pick, name)
        return {"boolean": pick.number(2) == 0, "null": None}[kind]

    def _object(self, schema: dict[str, Any], pick: Pick, above: frozenset[str], depth: int) -> dict[str, Any]:
        properties: dict[str, Schema] = schema.get("properties", {})
        if depth >= MAX_DEPTH:
            return {}
        names = [name for name in schema.get("required", ()) if not self._is_unwanted(properties.get(name, True))]
        if self._optional and depth < _OPTIONAL_DEPTH:
            wanted = (name for name in properties if self._is_wanted(properties[name], above))
            names = [*names, *wanted]
        ordered = sorted(
            dict.fromkeys(names), key=lambda name: list(properties).index(name) if name in properties else 0
        )
        found: dict[str, Any] = {}
        for name in ordered[:_MOST_FIELDS]:
            found[name] = self.value(properties.get(name, self._other(schema)), pick.below(name), above, depth + 1)
        return self._filled(found, schema, pick, above, depth)

    def _filled(
        self, found: dict[str, Any], schema: dict[str, Any], pick: Pick, above: frozenset[str], depth: int
    ) -> dict[str, Any]:
        """With as many further fields as must be there: those that are declared, then others."""
        least = min(int(schema.get("minProperties", 0)), _MOST_FIELDS)
        if not found and not schema.get("properties") and isinstance(schema.get("additionalProperties"), dict):
            least = max(least, int(self._optional and depth < _OPTIONAL_DEPTH))
        for name, inner in schema.get("properties", {}).items():
            if len(found) < least and name not in found and not self._is_unwanted(inner):
                found[name] = self.value(inner, pick.below(name), above, depth + 1)
        if self._other(schema) is not False:
            for number in range(len(found), least):
                name = f"key{number + 1}"
                found[name] = self.value(self._other(schema), pick.below(name), above, depth + 1)
        return found

    def _other(self, schema: dict[str, Any]) -> Schema:
        others = schema.get("additionalProperties", True)
        return others if isinstance(others, dict | bool) else True

    def _array(self, schema: dict[str, Any], pick: Pick, above: frozenset[str], depth: int) -> list[Any]:
        if depth >= MAX_DEPTH:
            return []
        first: list[Schema] = schema.get("prefixItems", [])[:_MOST_ITEMS]
        item: Schema = schema.get("items", True)
        inner = item if item is not True else schema.get("contains", True)
        least = int(schema.get("minItems", 0))
        is_free = referred(inner) not in above and self._parts < MAX_PARTS and inner is not False
        count = max(least, len(first), int(is_free and self._optional and not first))
        count = min(count, int(schema.get("maxItems", count)), _MOST_ITEMS)
        schemas = [first[index] if index < len(first) else inner for index in range(count)]
        if not schema.get("uniqueItems"):
            return [self.value(one, pick.below(index), above, depth + 1) for index, one in enumerate(schemas)]
        return self._distinct(schemas, pick, above, depth)

    def _distinct(self, schemas: list[Schema], pick: Pick, above: frozenset[str], depth: int) -> list[Any]:
        found: list[Any] = []
        for index, one in enumerate(schemas):
            for turn in range(20):
                seed = pick.seed + turn * 7919 + index * (1 if turn else 0)
                value = self.value(one, Pick(seed, f"{pick.place}/{index}"), above, depth + 1)
                if value not in found:
                    found.append(value)
                    break
        return found

    def _is_wanted(self, schema: Schema, above: frozenset[str]) -> bool:
        """Whether an optional field is worth having: not of the other direction, outdated, or a circle."""
        if self._parts >= MAX_PARTS or self._is_unwanted(schema) or schema is False:
            return False
        return not (isinstance(schema, dict) and (schema.get("deprecated") is True or self._leads_back(schema, above)))

    def _leads_back(self, schema: dict[str, Any], above: frozenset[str]) -> bool:
        inner = schema.get("items")
        within = [schema, *schema.get("allOf", ()), *([inner] if isinstance(inner, dict) else [])]
        return any(referred(one) in above for one in within if referred(one) is not None)

    def _is_unwanted(self, schema: Schema, hops: int = 5) -> bool:
        if isinstance(schema, bool) or not hops:
            return False
        name = referred(schema)
        return schema.get(self._unwanted) is True or (
            name is not None and self._is_unwanted(self._definitions.get(name, True), hops - 1)
        )


def _types(schema: dict[str, Any]) -> list[str]:
    """The types in question, the likeliest first; told by the other keywords where `type` is not there."""
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"]) or ["null"]
    return [kind for kind, keys in _OF_TYPE.items() if any(key in schema for key in keys)] or ["string"]


def _given(schema: dict[str, Any], types: list[str]) -> list[Any]:
    """Values that the schema itself names: its constant, its examples, its default, its enumeration."""
    if "const" in schema:
        return [schema["const"]]
    named = [*schema.get("examples", ()), *([schema["default"]] if "default" in schema else [])]
    allowed = schema.get("enum")
    if allowed is not None:
        return (
            [value for value in named if value in allowed]
            or [value for value in allowed if value is not None]
            or allowed
        )
    checks = [_CHECKS[kind] for kind in types if kind in _CHECKS] if "type" in schema else []
    named = [value for value in named if not checks or any(check(value) for check in checks)]
    useful = [value for value in named if value not in (None, "", [], {})]
    return useful or ([] if schema.get("type") else named)
