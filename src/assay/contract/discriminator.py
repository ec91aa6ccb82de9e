"""Alternatives with a discriminator (OpenAPI 3.1, 4.8.25): the value of one field says which schema is meant."""

from __future__ import annotations

from typing import Any

from assay.contract.subschemas import changed, referred
from assay.model.contract import Schema

_DEFINED = "#/$defs/"


def told_apart(schema: Schema) -> Schema:
    """The schema, judging by the alternative that is named, wherever the name is known; else by all of them."""
    if isinstance(schema, bool):
        return schema
    inner = changed(schema, told_apart)
    for key in ("oneOf", "anyOf"):
        named = _named(schema, key)
        if named:
            inner = _by_name(inner, key, schema["discriminator"]["propertyName"], named)
    return inner


def _named(schema: dict[str, Any], key: str) -> dict[str, Schema]:
    """The alternatives by the value that names each; none where one of them is no definition."""
    discriminator, listed = schema.get("discriminator"), schema.get(key)
    if not isinstance(discriminator, dict) or not listed:
        return {}
    names = [referred(one) if isinstance(one, dict) and len(one) == 1 else None for one in listed]
    mapping = discriminator.get("mapping", {})
    found: dict[str, Schema] = {}
    for name, one in zip(names, listed, strict=True):
        if name is None:
            return {}
        values = [value for value, target in mapping.items() if target == f"{_DEFINED}{name}"]
        found |= dict.fromkeys(values or [name], one)
    return found


def _by_name(schema: dict[str, Any], key: str, field: str, named: dict[str, Schema]) -> dict[str, Any]:
    rest = {name: value for name, value in schema.items() if name != key}
    known = {"type": "object", "required": [field], "properties": {field: {"enum": list(named)}}}
    each = [{"if": {"properties": {field: {"const": value}}}, "then": one} for value, one in named.items()]
    choice = {"if": known, "then": {"allOf": each}, "else": {key: schema[key]}}
    return {**rest, "allOf": [*rest.get("allOf", []), choice]}
