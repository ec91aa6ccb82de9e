"""The sections of a request and of an answer: [Query], [Form], [Asserts] and the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assay.formats.hurl import texts
from assay.formats.hurl.cursor import Cursor
from assay.formats.hurl.entry import Assert, Capture, Part, Row
from assay.formats.hurl.predicates import predicate
from assay.formats.hurl.queries import query

_SECTION = re.compile(r"\[([A-Za-z][A-Za-z0-9]*)\]")
_REDACT = re.compile(r"[ \t]+redact\b")
_SCALARS = frozenset({"true", "false", "null"})
_OPTION = re.compile(r"([A-Za-z0-9._-]+)[ \t]*:[ \t]*")
Fields = dict[str, tuple[Any, ...]]


def sections(cursor: Cursor, known: dict[str, tuple[str, Callable[[Cursor], Any]]]) -> Fields:
    """Every section that follows, by the name of its field; `known` tells how the rows of each are read."""
    found: Fields = {}
    while True:
        start = cursor.position
        cursor.blank_lines()
        named = _SECTION.match(cursor.text, cursor.position)
        if named is None or named[1] in _SCALARS:
            cursor.position = start
            return found
        if named[1] not in known:
            what = f"There is no section [{named[1]}] here."
            raise cursor.error(what, remedy=f"There are: {', '.join(f'[{name}]' for name in known)}.")
        cursor.position = named.end()
        cursor.end_line()
        field, read = known[named[1]]
        found[field] = (*found.get(field, ()), *_rows(cursor, read))


def _rows(cursor: Cursor, read: Callable[[Cursor], Any]) -> list[Any]:
    rows: list[Any] = []
    while True:
        start = cursor.position
        cursor.blank_lines()
        row = None if cursor.ended else read(cursor)
        if row is None:
            cursor.position = start
            return rows
        rows.append(row)
        cursor.end_line()


def key_value(cursor: Cursor) -> Row | None:
    """`name: value`; None where the line is none."""
    line = cursor.line
    name = texts.key(cursor)
    if name is None:
        return None
    _colon(cursor)
    return Row(line=line, name=name, value=texts.unquoted(cursor))


def _colon(cursor: Cursor) -> None:
    cursor.spaces()
    cursor.expect(":")
    cursor.spaces()


def part(cursor: Cursor) -> Part | None:
    """A field of a form in parts: `name: value` or `name: file,path; type`."""
    name = texts.key(cursor)
    if name is None:
        return None
    _colon(cursor)
    if not cursor.took("file,"):
        return Part(name=name, value=texts.unquoted(cursor))
    cursor.spaces()
    path = texts.file_name(cursor)
    cursor.spaces()
    cursor.expect(";")
    cursor.spaces()
    return Part(name=name, path=path, content_type=texts.unquoted(cursor))


def option(cursor: Cursor) -> Row | None:
    """`name: value` of an option."""
    line = cursor.line
    found = cursor.match(_OPTION)
    if found is None:
        return None
    return Row(line=line, name=found[1], value=texts.unquoted(cursor))


def capture(cursor: Cursor) -> Capture | None:
    """`name: query`."""
    line = cursor.line
    name = texts.key(cursor)
    if name is None:
        return None
    _colon(cursor)
    found = query(cursor)
    secret = cursor.match(_REDACT) is not None
    return Capture(line=line, name=name, query=found, secret=secret)


_ASSERT = re.compile(r"[a-z][A-Za-z0-9]*(?:[ \t]|$)", re.MULTILINE)


def check(cursor: Cursor) -> Assert | None:
    """A query and what it must be."""
    start, line = cursor.position, cursor.line
    if not _ASSERT.match(cursor.text, start):
        return None
    found = query(cursor)
    if not cursor.spaces():
        raise cursor.error("Here should be a space, and a predicate behind it.")
    judged = predicate(cursor)
    text = " ".join(cursor.text[start : cursor.position].split())
    return Assert(line=line, query=found, predicate=judged, text=text)


REQUEST: dict[str, tuple[str, Callable[[Cursor], Any]]] = {
    "Query": ("query", key_value), "QueryStringParams": ("query", key_value), "Form": ("form", key_value),
    "FormParams": ("form", key_value), "Multipart": ("multipart", part), "MultipartFormData": ("multipart", part),
    "Cookies": ("cookies", key_value), "BasicAuth": ("login", key_value), "Options": ("options", option),
}  # fmt: skip
RESPONSE: dict[str, tuple[str, Callable[[Cursor], Any]]] = {
    "Captures": ("captures", capture),
    "Asserts": ("asserts", check),
}
