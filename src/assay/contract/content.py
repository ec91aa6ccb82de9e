"""A body as the value that a schema can judge: JSON, a form, or text."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

import msgspec

from assay.contract.kinds import item_schema, properties
from assay.contract.media_ranges import essence, is_json
from assay.contract.multipart import Field, fields_of
from assay.contract.styles import pairs_of
from assay.contract.texts import is_list, typed
from assay.model.contract import Schema

MOST_BYTES = 16 * 1024 * 1024
UNJUDGED: Any = object()
"""What stands for a body that no schema can judge: of another type, too long, or a file."""


class Unreadable(Exception):
    """A body that is not of the type that it says it is; the text ends the sentence `the body is no …`."""


def value_of(body: bytes, content_type: str, schema: Schema, definitions: dict[str, Schema]) -> Any:
    """The value of a body, or UNJUDGED. Raises Unreadable."""
    if len(body) > MOST_BYTES:
        return UNJUDGED
    kind = essence(content_type)
    if is_json(kind):
        return _json(body)
    if kind == "application/x-www-form-urlencoded":
        pairs = [(name, unquote_plus(value)) for name, value in pairs_of(body.decode("utf-8", "replace"))]
        return _form([Field(name, text=value) for name, value in pairs], schema, definitions)
    if kind == "multipart/form-data":
        return _form(fields_of(body, content_type), schema, definitions)
    if kind.startswith("text/") and kind != "text/event-stream":
        return body.decode("utf-8", "replace")
    return UNJUDGED


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        return UNJUDGED
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Unreadable("JSON") from None


def _form(sent: list[Field], schema: Schema, definitions: dict[str, Schema]) -> dict[str, Any]:
    """The fields of a form by name, each of the type that its schema has."""
    declared = properties(schema, definitions)
    by_name: dict[str, list[Field]] = {}
    for field in sent:
        name = field.name if field.name in declared else field.name.removesuffix("[]")
        by_name.setdefault(name if name in declared else field.name, []).append(field)
    return {name: _form_value(fields, declared.get(name, True), definitions) for name, fields in by_name.items()}


def _form_value(fields: list[Field], schema: Schema, definitions: dict[str, Schema]) -> Any:
    if is_list(schema, definitions):
        item = item_schema(schema, definitions)
        return [_field_value(field, item, definitions) for field in fields]
    return _field_value(fields[-1], schema, definitions)


def _field_value(field: Field, schema: Schema, definitions: dict[str, Schema]) -> Any:
    if is_json(field.content_type):
        try:
            return msgspec.json.decode(field.text)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return field.text
    return typed(field.text, schema, definitions)
