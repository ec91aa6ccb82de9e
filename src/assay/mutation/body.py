"""Bodies that are empty, broken, or JSON with one place changed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.http import Response
from assay.mutation.places import GONE, Path, places, pointer, put
from assay.mutation.status import Change
from assay.mutation.values import KINDS, changes

MOST_BYTES = 4 * 1024 * 1024
"""A larger body is changed as a whole only."""
BUDGET = 64 * 1024 * 1024
"""Bytes of all mutants of one body: of large ones there are fewer."""
_HTML = b"<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n"
_GROUP = 10
"""So many places are changed in every way before the next ones are looked at."""


def of_body(response: Response, most: int) -> Iterator[Change]:
    """Whole-body changes, then those of its places, the outermost and most harmful first."""
    body = response.body
    if body:
        yield "body empty", "", _with(response, b"")
        yield "body an error page", "", _with(response, _HTML)
        yield "body cut in half", "", _with(response, body[: len(body) // 2])
    parsed = _parsed(body)
    if parsed is GONE:
        if body:
            yield "body another text", "", _with(response, body + b" changed")
        return
    for name, path, value in _ordered(parsed, max(1, min(most * 3 // 4, BUDGET // len(body)))):
        made = put(parsed, path, value)
        text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
        yield f"{pointer(path) or 'body'} {name}", pointer(path), _with(response, text.encode("utf-8", "surrogatepass"))


def _with(response: Response, body: bytes) -> Response:
    return msgspec.structs.replace(response, body=body)


def _parsed(body: bytes) -> Any:
    if not body or len(body) > MOST_BYTES:
        return GONE
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return GONE


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _ordered(parsed: Any, most: int) -> list[tuple[str, Path, Any]]:
    """At most so many changes: all kinds for the outer places before any for the inner ones, then by harm."""
    found: list[tuple[int, int, int, str, Path, Any]] = []
    for index, (path, value, owner) in enumerate(itertools.islice(places(parsed), most)):
        for kind, name, changed in changes(value, path, owner):
            found.append((index // _GROUP, KINDS.index(kind), index, name, path, changed))
    chosen = sorted(found, key=lambda one: one[:3])[:most]
    return [(name, path, value) for _, _, _, name, path, value in sorted(chosen, key=lambda one: one[1:3])]
