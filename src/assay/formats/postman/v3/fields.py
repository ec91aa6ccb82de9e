"""Fields of v3 files: texts as written, and tables that are a map or a list of rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.formats.ecmascript import to_json_text, to_string
from assay.formats.json_text import decode_json
from assay.formats.postman.description import read_description
from assay.formats.yaml_text import Plain, decode_yaml, meaning
from assay.model.errors import InputError
from assay.model.suite import Entry


def decode_object(data: bytes, where: str) -> dict[str, Any]:
    """The mapping in a YAML file, or in a JSON file under the name of one."""
    value = decode_json(data, name=where) if data.lstrip()[:1] == b"{" and where.endswith(".json") else None
    value = decode_yaml(data, name=where) if value is None else value
    if not isinstance(value, dict):
        raise InputError("This file holds no mapping of names to values.", where=where)
    return value


def text(value: Any) -> str:
    """A scalar as it was written; null is empty; a list or mapping is JSON."""
    if value is None or (isinstance(value, Plain) and meaning(value) is None):
        return ""
    if isinstance(value, str):
        return str(value)
    return to_json_text(meaning(value)) if isinstance(value, dict | list) else to_string(value)


def truth(value: Any) -> bool | None:
    """True or false where it says so; None elsewhere."""
    found = meaning(value)
    return found if isinstance(found, bool) else None


def order(fields: dict[str, Any]) -> float | None:
    """The number by which siblings are sorted; None puts them last."""
    found = meaning(fields.get("order"))
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def listed(value: Any) -> list[Any]:
    """The members of a list; a mapping is a list of one; anything else is empty."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def read_rows(table: Any) -> tuple[Entry, ...]:
    """A table given as `name: value`, or as a list of {key, value, description, disabled}."""
    return tuple(Entry(**_row(key, fields)) for key, fields in keyed(table))


def keyed(table: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(key, row) of a table; in a map, a value may be the row itself."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield key, value if isinstance(value, dict) and "value" in value else {"value": value}
    for row in table if isinstance(table, list) else ():
        if isinstance(row, dict):
            yield text(row.get("key")), row


def _row(key: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": key,
        "value": text(fields.get("value")),
        "enabled": is_enabled(fields),
        "description": read_description(fields.get("description")),
    }


def is_enabled(fields: dict[str, Any]) -> bool:
    """Off with `disabled: true`, or with `enabled: false`."""
    return truth(fields.get("disabled")) is not True and truth(fields.get("enabled")) is not False
