"""A text from a URL, header or form as the JSON value that its schema takes it for."""

from __future__ import annotations

import re
from typing import Any

from assay.contract.kinds import item_schema, kinds, properties
from assay.model.contract import Schema

_INTEGER = re.compile(r"-?\d{1,400}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,300}(?:\.\d{1,300})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_TRUTHS = {"true": True, "false": False}


def typed(text: str, schema: Schema, definitions: dict[str, Schema]) -> Any:
    """The value that fits, a number or truth where text is not allowed; else the text, which then breaks the schema."""
    allowed = kinds(schema, definitions)
    if "string" in allowed:
        return text
    if "integer" in allowed and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in allowed and _NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in allowed and text in _TRUTHS:
        return _TRUTHS[text]
    return None if "null" in allowed and text in ("", "null") else text


def typed_list(texts: list[str], schema: Schema, definitions: dict[str, Schema]) -> list[Any]:
    """The items of a list."""
    item = item_schema(schema, definitions)
    return [typed(text, item, definitions) for text in texts]


def typed_fields(pairs: list[tuple[str, str]], schema: Schema, definitions: dict[str, Schema]) -> dict[str, Any]:
    """The fields of an object; one that is there twice has its last value."""
    fields = properties(schema, definitions)
    return {name: typed(text, fields.get(name, True), definitions) for name, text in pairs}


def is_list(schema: Schema, definitions: dict[str, Schema]) -> bool:
    """Whether the values are lists: they may be, and may not be a plain text or number."""
    allowed = kinds(schema, definitions)
    return "array" in allowed and not allowed & {"string", "integer", "number", "boolean"}


def is_object(schema: Schema, definitions: dict[str, Schema]) -> bool:
    """Whether the values are objects, in the same sense."""
    allowed = kinds(schema, definitions)
    return "object" in allowed and not allowed & {"string", "integer", "number", "boolean", "array"}
