"""Judges a value by the JSON Schema keywords that the contract uses for input.

One keyword, one function: `KEYWORDS` is the whole vocabulary, and a schema with another word is refused at start.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from assay.demo.problems import Violation
from assay.demo.sources import instant

Schema = dict[str, Any]
ANNOTATIONS = {"description", "default", "example", "readOnly", "writeOnly"}
MOST_POINTER = 120


def violations(schema: Schema, value: Any, pointer: str = "") -> Iterator[Violation]:
    """Each keyword that the value breaks, with the JSON Pointer of the part that breaks it."""
    if "type" in schema and not _is_of_type(schema["type"], value):
        yield _violation(pointer, "type", f"must be {_words(schema['type'])}")
        return
    for keyword, argument in schema.items():
        judge = KEYWORDS.get(keyword)
        if judge is not None and (message := judge(argument, value)) is not None:
            yield _violation(pointer, keyword, message)
    yield from _inside(schema, value, pointer)


def unknown_keywords(schema: Schema) -> set[str]:
    """The keywords, at any depth, that would be ignored."""
    known = KEYWORDS.keys() | ANNOTATIONS | {"type", "properties", "additionalProperties", "required", "items"}
    parts = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return (schema.keys() - known).union(*(unknown_keywords(part) for part in parts))


def _violation(pointer: str, rule: str, message: str) -> Violation:
    return Violation(pointer=pointer[:MOST_POINTER], rule=rule, message=message)


def _inside(schema: Schema, value: Any, pointer: str) -> Iterator[Violation]:
    if isinstance(value, dict):
        yield from _members(schema, value, pointer)
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from violations(schema["items"], item, f"{pointer}/{index}")


def _members(schema: Schema, value: dict[str, Any], pointer: str) -> Iterator[Violation]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _violation(f"{pointer}/{name}", "required", "is missing")
    for name, member in value.items():
        below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name in properties:
            yield from violations(properties[name], member, below)
        elif schema.get("additionalProperties") is False:
            yield _violation(below, "additionalProperties", "is not a known field")


def _is_of_type(types: str | list[str], value: Any) -> bool:
    return any(_TYPES[name](value) for name in ([types] if isinstance(types, str) else types))


def _words(types: str | list[str]) -> str:
    return types if isinstance(types, str) else " or ".join(types)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _enum(allowed: list[Any], value: Any) -> str | None:
    return None if value in allowed else "must be one of: " + ", ".join(str(other) for other in allowed)


def _minimum(bound: int, value: Any) -> str | None:
    return f"must be {bound} or more" if isinstance(value, int) and value < bound else None


def _maximum(bound: int, value: Any) -> str | None:
    return f"must be {bound} or less" if isinstance(value, int) and value > bound else None


def _min_length(bound: int, value: Any) -> str | None:
    return f"must have {bound} characters or more" if isinstance(value, str) and len(value) < bound else None


def _max_length(bound: int, value: Any) -> str | None:
    return f"must have {bound} characters or fewer" if isinstance(value, str) and len(value) > bound else None


def _pattern(pattern: str, value: Any) -> str | None:
    if not isinstance(value, str) or _compiled(pattern).search(value):
        return None
    return f"must match {pattern}"


def _format(name: str, value: Any) -> str | None:
    # The other formats of the contract are implied by the pattern beside them.
    if name != "date-time" or not isinstance(value, str):
        return None
    try:
        instant(value)
    except ValueError:
        return "must be a date-time of RFC 3339"
    return None


def _min_items(bound: int, value: Any) -> str | None:
    return f"must have {bound} items or more" if isinstance(value, list) and len(value) < bound else None


def _max_items(bound: int, value: Any) -> str | None:
    return f"must have {bound} items or fewer" if isinstance(value, list) and len(value) > bound else None


def _unique_items(wanted: bool, value: Any) -> str | None:
    if not wanted or not isinstance(value, list):
        return None
    distinct = {msgspec.json.encode(item, order="deterministic") for item in value}
    return "must not hold an item twice" if len(distinct) < len(value) else None


def _min_properties(bound: int, value: Any) -> str | None:
    return f"must have {bound} fields or more" if isinstance(value, dict) and len(value) < bound else None


KEYWORDS: dict[str, Callable[[Any, Any], str | None]] = {
    "enum": _enum,
    "minimum": _minimum,
    "maximum": _maximum,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "format": _format,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique_items,
    "minProperties": _min_properties,
}


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> re.Pattern[str]:
    # In JSON Schema `$` is the end of the text; in Python it also stands before a last line end.
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))
