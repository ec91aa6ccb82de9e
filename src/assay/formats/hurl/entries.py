"""The entries of a Hurl file: a request each, and what its answer must be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.formats.hurl import texts
from assay.formats.hurl.bodies import body
from assay.formats.hurl.cursor import Cursor
from assay.formats.hurl.entry import Body, Entry, Response, Row
from assay.formats.hurl.sections import REQUEST, RESPONSE, key_value, sections

METHOD = re.compile(r"([A-Z]+)[ \t]+(?=\S)")
_STATUS = re.compile(r"HTTP(?:/(1\.0|1\.1|2|3|\*))?[ \t]+([0-9]{1,4}|\*)(?=[ \t]*(?:#|\n|\Z))")
_VERSION = re.compile(r"HTTP(?:/[0-9.*]*)?(?=[ \t]|\n|\Z)")
MAX_ENTRIES = 20_000


def entries(cursor: Cursor) -> Iterator[Entry]:
    """Every entry. Raises InputError where something is none."""
    for _ in range(MAX_ENTRIES):
        comments = cursor.blank_lines()
        if cursor.ended:
            return
        yield _entry(cursor, tuple(comments))
    raise cursor.error(f"This file holds more than {MAX_ENTRIES:,} entries.", remedy="Split it.")


def _entry(cursor: Cursor, comments: tuple[str, ...]) -> Entry:
    line = cursor.line
    method = cursor.match(METHOD)
    if method is None:
        raise cursor.error("Here should be a request.", remedy="It begins with a method and a URL, as `GET https://…`.")
    url = texts.url(cursor)
    cursor.end_line()
    headers = _headers(cursor)
    found = sections(cursor, REQUEST)
    login = found.pop("login", ())
    return Entry(
        line=line,
        method=method[1],
        url=url,
        comments=comments,
        headers=headers,
        login=login[0] if login else None,
        **found,
        body=_body(cursor),
        response=_response(cursor),
    )


def _headers(cursor: Cursor) -> tuple[Row, ...]:
    rows: list[Row] = []
    while True:
        start = cursor.position
        cursor.blank_lines()
        row = None if cursor.ended else key_value(cursor)
        if row is None:
            cursor.position = start
            return tuple(rows)
        rows.append(row)
        cursor.end_line()


def _body(cursor: Cursor) -> Body | None:
    start = cursor.position
    cursor.blank_lines()
    found = None if cursor.ended else body(cursor)
    if found is None:
        cursor.position = start
    return found


def _response(cursor: Cursor) -> Response | None:
    start = cursor.position
    cursor.blank_lines()
    line = cursor.line
    status = cursor.match(_STATUS)
    if status is None:
        if _VERSION.match(cursor.text, cursor.position):
            raise cursor.error("This is no line of a status.", remedy="Write `HTTP 200`, `HTTP/1.1 200` or `HTTP *`.")
        cursor.position = start
        return None
    cursor.end_line()
    headers = _headers(cursor)
    found = sections(cursor, RESPONSE)
    return Response(
        line=line,
        version="" if status[1] in (None, "*") else status[1],
        status=None if status[2] == "*" else int(status[2]),
        headers=headers,
        **found,
        body=_body(cursor),
    )
