"""OpenAPI 3.0's `nullable` (and `x-nullable` before it) as JSON Schema says it: null is one of the types."""

from __future__ import annotations

from typing import Any

from assay.formats.openapi.keywords import ANNOTATIONS

_APPLICATORS = ("$ref", "allOf", "anyOf", "oneOf", "not", "if")


def with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, allowing null as well."""
    if any(keyword in schema for keyword in _APPLICATORS):
        return _alternative(schema)
    changed = dict(schema)
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        changed["type"] = types if "null" in types else [*types, "null"]
    if "enum" in schema and None not in schema["enum"]:
        changed["enum"] = [*schema["enum"], None]
    if schema.get("const") is not None:
        changed["enum"] = [changed.pop("const"), None]
    return changed


def _alternative(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that consists of others cannot be widened from within: null stands beside it."""
    outside = {key: value for key, value in schema.items() if key in ANNOTATIONS or key.startswith("x-")}
    inside = {key: value for key, value in schema.items() if key not in outside}
    return {"anyOf": [inside, {"type": "null"}], **outside}
