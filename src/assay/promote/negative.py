"""What a contract forbids, one small change of a good request at a time: missing, wrong type, bounds, enums, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.contract import Operation, Schema
from assay.promote.promises import Promises

MOST_CASES = 40
MOST_OF_FIELD = 4
DEEPEST = 3


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """In the place of a value: the field is left out."""


class Long(msgspec.Struct, frozen=True, kw_only=True):
    """A text of so many characters, too long and nothing else."""

    length: int
    char: str = "x"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A change, and what it breaks."""

    why: str
    where: tuple[str | int, ...]
    value: Any


_WRONG: dict[str, Any] = {
    "string": 12345,
    "integer": "twelve",
    "number": "twelve",
    "boolean": "maybe",
    "array": "none",
    "object": "none",
}


def body_cases(promises: Promises, operation: Operation, body: Any) -> list[Case]:
    """Changes of a JSON body, each of which alone breaks the schema."""
    schema = promises.request_schema(operation)
    if schema is None or not isinstance(body, dict):
        return []
    return list(_object(promises, schema, body, (), 0))[:MOST_CASES]


def _object(
    promises: Promises, schema: dict[str, Any], body: dict[str, Any], where: tuple[str | int, ...], depth: int
) -> Iterator[Case]:
    required = set(schema.get("required", ()))
    for name, raw in schema.get("properties", {}).items():
        field = promises.resolved(raw)
        if not isinstance(field, dict) or field.get("readOnly"):
            continue
        place = (*where, name)
        if name in required:
            yield Case(why=f"{_said(place)} is missing", where=place, value=Missing())
        yield from list(_values(field, place))[:MOST_OF_FIELD]
        yield from _below(promises, field, body.get(name), place, depth)
    if schema.get("additionalProperties") is False:
        yield Case(
            why=f"an unknown field{' in ' + _said(where) if where else ''}", where=(*where, "no_such_field"), value=1
        )


def _below(
    promises: Promises, field: dict[str, Any], value: Any, place: tuple[str | int, ...], depth: int
) -> Iterator[Case]:
    if depth >= DEEPEST:
        return
    if isinstance(value, dict) and "properties" in field:
        yield from _object(promises, field, value, place, depth + 1)
    items = promises.resolved(field.get("items", True))
    if isinstance(value, list) and value and isinstance(value[0], dict) and isinstance(items, dict):
        yield from _object(promises, items, value[0], (*place, 0), depth + 1)


def _types(field: dict[str, Any]) -> list[str]:
    kinds = field.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _values(field: dict[str, Any], place: tuple[str | int, ...]) -> Iterator[Case]:
    """Values that a field may not have, the most telling first."""
    kinds, said = _types(field), _said(place)
    if "enum" in field and all(isinstance(one, str | None) for one in field["enum"]):
        yield Case(why=f"{said} is none of its values", where=place, value="no-such-value")
    yield from _bounds(field, place, said)
    if kinds and "null" not in kinds and field.get("nullable") is not True:
        yield Case(why=f"{said} is null", where=place, value=None)
    if kinds and kinds[0] in _WRONG and not (kinds[0] == "number" and "string" in kinds):
        yield Case(why=f"{said} is no {kinds[0]}", where=place, value=_WRONG[kinds[0]])


def _bounds(field: dict[str, Any], place: tuple[str | int, ...], said: str) -> Iterator[Case]:
    kinds = _types(field)
    if "integer" in kinds or "number" in kinds:
        if isinstance(low := field.get("minimum"), int | float):
            yield Case(why=f"{said} is below {low}", where=place, value=low - 1)
        if isinstance(high := field.get("maximum"), int | float):
            yield Case(why=f"{said} is above {high}", where=place, value=high + 1)
    if "string" in kinds:
        if field.get("minLength", 0) > 0:
            yield Case(why=f"{said} is empty", where=place, value="")
        if isinstance(longest := field.get("maxLength"), int) and longest < 5_000:
            text = Long(length=longest + 1, char=_char(field, longest))
            yield Case(why=f"{said} is longer than {longest}", where=place, value=text)
        if (unlike := _unlike(field)) is not None:
            yield Case(why=f"{said} is malformed", where=place, value=unlike)
    if "array" in kinds and field.get("minItems", 0) > 0:
        yield Case(why=f"{said} is empty", where=place, value=[])


def _char(field: dict[str, Any], longest: int) -> str:
    """A character of which the pattern takes as many as are allowed, where there is one."""
    pattern = field.get("pattern")
    if not isinstance(pattern, str) or len(pattern) >= 500 or longest > 1_000:
        return "x"
    try:
        return next((one for one in "xX1-" if re.search(pattern, one * longest)), "x")
    except (re.error, RecursionError, OverflowError):
        return "x"


def _unlike(field: dict[str, Any]) -> str | None:
    """A text that breaks the pattern or format of a field."""
    text = "!?" * max(1, (field.get("minLength", 0) + 1) // 2)
    if isinstance(pattern := field.get("pattern"), str) and len(pattern) < 500:
        try:
            return None if re.search(pattern, text) else text
        except (re.error, RecursionError, OverflowError):
            return None
    return text if field.get("format") in ("email", "uuid", "date", "date-time", "uri") else None


def _said(place: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in place)


class QueryCase(msgspec.Struct, frozen=True, kw_only=True):
    """A query parameter with a value that it may not have."""

    why: str
    name: str
    value: str


def query_cases(promises: Promises, operation: Operation) -> list[QueryCase]:
    """Values that the query parameters of an operation may not have."""
    found: list[QueryCase] = []
    for parameter in operation.parameters:
        schema: Schema = promises.resolved(parameter.schema)
        if parameter.place != "query" or not isinstance(schema, dict) or parameter.media:
            continue
        found += list(_query(parameter.name, schema))[:3]
    return found[:MOST_CASES]


def _query(name: str, schema: dict[str, Any]) -> Iterator[QueryCase]:
    kinds = _types(schema)
    if "enum" in schema:
        yield QueryCase(why=f"{name} is none of its values", name=name, value="no-such-value")
    if "integer" in kinds or "number" in kinds:
        if isinstance(low := schema.get("minimum"), int | float):
            yield QueryCase(why=f"{name} is below {low}", name=name, value=str(low - 1))
        if isinstance(high := schema.get("maximum"), int | float):
            yield QueryCase(why=f"{name} is above {high}", name=name, value=str(high + 1))
        yield QueryCase(why=f"{name} is no number", name=name, value="many")
    if "boolean" in kinds:
        yield QueryCase(why=f"{name} is neither true nor false", name=name, value="maybe")
    if "string" in kinds and (text := _unlike(schema)) is not None:
        yield QueryCase(why=f"{name} is malformed", name=name, value=text)


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters that cut a list into pages, and the field that holds the items."""

    limit: str
    offset: str
    items: str


_LIMITS = ("limit", "per_page", "page_size", "size", "pageSize", "perPage")


def paging_of(promises: Promises, operation: Operation) -> Paging | None:
    """How an operation pages, where it does so by limit and offset."""
    names = {one.name for one in operation.parameters if one.place == "query"}
    limit = next((name for name in _LIMITS if name in names), None)
    offset = next((name for name in ("offset", "skip", "start") if name in names), None)
    answer = next((one for one in operation.answers if one.status == "200"), None)
    schema = promises.resolved(promises.schema_of(answer) or True)
    if limit is None or offset is None or not isinstance(schema, dict):
        return None
    lists = [
        name
        for name, raw in schema.get("properties", {}).items()
        if isinstance(one := promises.resolved(raw), dict) and "array" in _types(one)
    ]
    return Paging(limit=limit, offset=offset, items=lists[0]) if len(lists) == 1 else None
