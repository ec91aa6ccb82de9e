"""The schemas inside a schema: those that judge the same value, and those that judge what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assay.model.contract import Schema

_SAME_ONE = ("not", "if", "then", "else")
_SAME_LISTS = ("allOf", "anyOf", "oneOf")
_SAME_MAPS = ("dependentSchemas",)
_INSIDE_ONE = (
    "items", "additionalProperties", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_INSIDE_LISTS = ("prefixItems",)
_INSIDE_MAPS = ("properties", "patternProperties")
_ONE = frozenset((*_SAME_ONE, *_INSIDE_ONE))
_LISTS = frozenset((*_SAME_LISTS, *_INSIDE_LISTS))
_MAPS = frozenset((*_SAME_MAPS, *_INSIDE_MAPS))
_DEFINED = "#/$defs/"


def referred(schema: dict[str, Any]) -> str | None:
    """The name of the definition that a schema refers to."""
    reference = schema.get("$ref")
    found = isinstance(reference, str) and reference.startswith(_DEFINED)
    return reference[len(_DEFINED) :] if found and isinstance(reference, str) else None


def changed(schema: dict[str, Any], change: Callable[[Schema], Schema]) -> dict[str, Any]:
    """The schema with each schema directly inside it as `change` gives it."""
    return {key: _changed(key, value, change) for key, value in schema.items()}


def _changed(key: str, value: Any, change: Callable[[Schema], Schema]) -> Any:
    if key in _ONE:
        return change(value)
    if key in _LISTS:
        return [change(one) for one in value]
    return {name: change(one) for name, one in value.items()} if key in _MAPS else value


def same(schema: dict[str, Any]) -> Iterator[Schema]:
    """Schemas that judge the same value; not the one that is referred to."""
    yield from _pick(schema, _SAME_ONE, _SAME_LISTS, _SAME_MAPS)


def inside(schema: dict[str, Any]) -> Iterator[Schema]:
    """Schemas that judge the parts of a value."""
    yield from _pick(schema, _INSIDE_ONE, _INSIDE_LISTS, _INSIDE_MAPS)


def _pick(
    schema: dict[str, Any], ones: tuple[str, ...], lists: tuple[str, ...], maps: tuple[str, ...]
) -> Iterator[Any]:
    yield from (schema[key] for key in ones if key in schema)
    for key in lists:
        yield from schema.get(key, ())
    for key in maps:
        yield from schema.get(key, {}).values()
