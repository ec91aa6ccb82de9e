"""The plain keywords of JSON Schema (2020-12, validation), each read as what it must be or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.formats.ecmascript import to_number, to_string

ANNOTATIONS = frozenset({"title", "description", "deprecated", "readOnly", "writeOnly", "default", "$comment"})
"""What says something about a value without judging it."""

TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})

_SLIPS = {
    "int": "integer", "int32": "integer", "int64": "integer", "long": "integer",
    "float": "number", "double": "number", "decimal": "number", "numeric": "number",
    "bool": "boolean", "dict": "object", "map": "object", "list": "array", "none": "null",
    "str": "string", "text": "string", "date": "string", "datetime": "string", "date-time": "string",
    "uuid": "string", "uri": "string", "email": "string", "binary": "string", "file": "string",
}  # fmt: skip
"""Words that people write for a type, by the type that they mean."""


def read_types(value: Any) -> str | list[str] | None:
    """`type` as one name or several; None where it names nothing that is a type."""
    listed = value if isinstance(value, list) else [value]
    names = [name for name in map(_type_name, listed) if name is not None]
    if len(names) != len(listed):  # `any` among others: everything is allowed
        return None
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else unique or None


def _type_name(value: Any) -> str | None:
    if value is None:
        return "null"
    name = value.lower() if isinstance(value, str) else ""
    return name if name in TYPES else _SLIPS.get(name)


def read_number(value: Any) -> int | float | None:
    """A number, also one that was written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
        return None
    return to_number(value)


def read_count(value: Any) -> int | None:
    """A whole number of zero or more."""
    number = read_number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _read_step(value: Any) -> int | float | None:
    number = read_number(value)
    return number if number is not None and number > 0 else None


def read_names(value: Any) -> list[str] | None:
    """A list of names, each once."""
    return list(dict.fromkeys(name for name in value if isinstance(name, str))) if isinstance(value, list) else None


def _read_names_by_name(value: Any) -> dict[str, list[str]] | None:
    if not isinstance(value, dict):
        return None
    read = {key: read_names(names) for key, names in value.items()}
    return {key: names for key, names in read.items() if names is not None}


def _read_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _read_truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))


def read_enum(value: Any, types: str | list[str] | None) -> list[Any] | None:
    """The values that are allowed. Beside `type: string`, what YAML took for a number or a truth becomes text again."""
    if not isinstance(value, list) or not value:
        return None
    if types == "string":
        return [to_string(one) if isinstance(one, bool | int | float) else one for one in value]
    return value


PLAIN: dict[str, Callable[[Any], Any]] = {
    "format": _read_text,
    "pattern": _read_text,
    "minimum": read_number,
    "maximum": read_number,
    "multipleOf": _read_step,
    "minLength": read_count,
    "maxLength": read_count,
    "minItems": read_count,
    "maxItems": read_count,
    "minContains": read_count,
    "maxContains": read_count,
    "minProperties": read_count,
    "maxProperties": read_count,
    "uniqueItems": _read_truth,
    "required": read_names,
    "dependentRequired": _read_names_by_name,
    "contentEncoding": _read_text,
    "contentMediaType": _read_text,
    "title": _read_text,
    "description": _read_text,
    "$comment": _read_text,
    "deprecated": _read_truth,
    "readOnly": _read_truth,
    "writeOnly": _read_truth,
}
"""Keywords whose value is no schema. What a reader gives None for is left out, and told."""


def read_bounds(fields: dict[str, Any]) -> dict[str, Any]:
    """`exclusiveMinimum` and `exclusiveMaximum` with the bounds beside them: truths, as in draft 4, become numbers."""
    read: dict[str, Any] = {}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit, strict = read_number(fields.get(bound)), fields.get(exclusive)
        if strict is True and limit is not None:
            read[exclusive] = limit
        elif limit is not None:
            read[bound] = limit
        if not isinstance(strict, bool) and (number := read_number(strict)) is not None:
            read[exclusive] = number
    return read
