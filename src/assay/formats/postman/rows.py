"""The tables of a request (headers, parameters, form fields) from JSON, as loose as Postman takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assay.formats.ecmascript import WHITE_SPACE, to_string
from assay.formats.postman.casting import cast, type_name
from assay.formats.postman.description import read_description
from assay.formats.postman.limits import bounded, check_query
from assay.formats.postman.query import parse_parameter, parse_query
from assay.model.suite import Entry

_LINE_END = re.compile("[\n\r\u2028\u2029]")
_HEADER_LINE = re.compile(rf"([^{WHITE_SPACE}]+):(.*)", re.DOTALL)
_FOLD = re.compile(r"\r\n([ \t])")


def read_headers(value: Any) -> tuple[Entry, ...]:
    """A list of objects or `Name: value` lines, a whole header block as text, or an object of names and values."""
    if isinstance(value, str):
        return tuple(_parsed_block(value))
    if isinstance(value, dict):
        return tuple(_header_of(member, key) for key, member in value.items() if member is not None)
    return tuple(_header_of(member, None) for member in _listed(value))


def _header_of(member: Any, name: str | None) -> Entry:
    if isinstance(member, str):
        return _header_line(member) if name is None else Entry(key=name, value=member)
    row = member if isinstance(member, dict) else {}
    return Entry(key=_key(row), value=row.get("value", ""), enabled=is_enabled(row), description=_description(row))


def _header_line(line: str) -> Entry:
    key, _, value = line.partition(":")
    return Entry(key=key.strip(WHITE_SPACE), value=value.strip(WHITE_SPACE))


def _parsed_block(text: str) -> Iterator[Entry]:
    for line in bounded(_LINE_END.split(_FOLD.sub(r"\1", text))):
        if match := _HEADER_LINE.match(line):
            yield Entry(key=match[1], value=match[2].strip(WHITE_SPACE))


def read_query(value: Any) -> tuple[Entry, ...]:
    """A list of objects or texts, a whole query as text, or an object of names and values."""
    if isinstance(value, str):
        check_query(value)
        return parse_query(value) if value else ()
    if isinstance(value, dict):
        return tuple(Entry(key=key, value=member) for key, member in value.items())
    return tuple(map(_parameter_of, _listed(value)))


def read_urlencoded(value: Any) -> tuple[Entry, ...]:
    """As a query, but a single object is one row."""
    return read_query([value] if isinstance(value, dict) else value)


def _parameter_of(member: Any) -> Entry:
    if isinstance(member, str):
        return parse_parameter(member)
    row = member if isinstance(member, dict) else {}
    key = row.get("key")
    return Entry(
        key=key if isinstance(key, str) else None,
        value=row.get("value"),
        enabled=is_enabled(row),
        description=_description(row),
    )


def read_formdata(value: Any) -> tuple[Entry, ...]:
    """A list of objects with text, or with the path of a file in `src`; a single object is one row."""
    return tuple(map(_form_field_of, _listed([value] if isinstance(value, dict) else value)))


def _form_field_of(member: Any) -> Entry:
    row = member if isinstance(member, dict) else {}
    file_name = row.get("fileName")
    return Entry(
        key=_key(row),
        value=row.get("value") or "",
        enabled=is_enabled(row),
        description=_description(row),
        type=_text(row.get("type")),
        src=_read_src(row.get("src")),
        content_type=_text(row.get("contentType")),
        file_name=file_name if isinstance(file_name, str) else None,
    )


def _read_src(value: Any) -> str | tuple[str, ...] | None:
    if isinstance(value, list):
        return tuple(path for path in value if isinstance(path, str))
    return value if isinstance(value, str) else None


def read_path_variables(value: Any) -> tuple[Entry, ...]:
    """A list of objects with `key` (in old files `id`); a single object is one row."""
    members = _listed([value] if isinstance(value, dict) else value)
    return tuple(_path_variable_of(member) for member in members if isinstance(member, dict))


def _path_variable_of(row: dict[str, Any]) -> Entry:
    kind = type_name(row.get("type"))
    key = row.get("key") or row.get("id")
    return Entry(
        key=None if key is None else to_string(key),
        value=cast(row["value"], kind) if "value" in row else None,
        enabled=is_enabled(row),
        description=_description(row),
        type="" if kind == "any" else kind,
    )


def is_enabled(row: dict[str, Any]) -> bool:
    """Whether a row counts: `disabled` decides; old files say `enabled`."""
    return not row["disabled"] if "disabled" in row else row.get("enabled") is not False


def _listed(value: Any) -> list[Any]:
    return [member for member in bounded(value) if member is not None] if isinstance(value, list) else []


def _key(row: dict[str, Any]) -> str:
    key = row.get("key")
    return to_string(key) if key else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _description(row: dict[str, Any]) -> str:
    return read_description(row.get("description"))
