"""Infers a JSON Schema that every sample satisfies: types, formats and what was always there, never a value.

Only keywords that mean the same in drafts 4 to 2020-12 are used (`type`, `required`, `properties`, `items`,
`additionalProperties`, `format`), so that ajv and tv4 in Postman's sandbox read them alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from assay.contract.inference.shape import Budget, Shape

INHERITED = frozenset(
    {"__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString"}
    | {"toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"}
)
"""Names that every object of JavaScript has: a validator there may take the inherited value for a field."""

_MEASURE = re.compile(
    r"(?:^|[_-])(?:price|amount|rate|ratio|score|average|avg|mean|lat|latitude|lon|lng|longitude|weight|height|width"
    r"|temperature|percent|percentage|balance|cost|distance|duration|seconds|total|sum|value|discount|tax)$"
)
"""Names of what is measured: a whole number there is one by chance."""
ORDER = ("object", "array", "string", "number", "integer", "boolean", "null")


def infer(samples: Iterable[Any]) -> dict[str, Any]:
    """A schema that each sample (a JSON value) satisfies; `{}` where nothing can be said.

    A place that was only ever null may hold anything; an array that was always empty has items of any kind; further
    fields are always welcome. Bounded in time, depth and width, whatever the samples.
    """
    shape, budget = Shape(), Budget()
    for sample in samples:
        shape.add(sample, budget)
    return schema_of(shape)


def schema_of(shape: Shape, name: str = "") -> dict[str, Any]:
    """The schema of one place; `name` is the field's, which may tell a measure from a count."""
    kinds = _types(shape, name)
    if shape.open or not kinds or kinds == ["null"]:
        return {}
    schema: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds}
    if shape.formats and len(shape.formats) == 1:
        schema["format"] = min(shape.formats)
    if "object" in shape.counts:
        schema |= _object(shape)
    if shape.items is not None and (items := schema_of(shape.items)):
        schema["items"] = items
    return schema


def _types(shape: Shape, name: str) -> list[str]:
    kinds = set(shape.counts)
    if "integer" in kinds and ("number" in kinds or _MEASURE.search(name.lower())):
        kinds = kinds - {"integer"} | {"number"}
    return [kind for kind in ORDER if kind in kinds]


def _object(shape: Shape) -> dict[str, Any]:
    if shape.is_map and shape.values is not None:
        values = schema_of(shape.values)
        return {"additionalProperties": values} if values else {}
    if shape.values is not None:
        return {}  # now a map, now a record: nothing holds for both
    whole = shape.counts["object"]
    required = [name for name, seen in shape.seen.items() if seen == whole and name != "__proto__"]
    named = {
        name: schema_of(field, name)
        for name, field in shape.fields.items()
        if name not in INHERITED or (shape.seen[name] == whole and name != "__proto__")
    }
    return ({"required": required} if required else {}) | ({"properties": named} if named else {})
