"""Names the places of an answer alike in every answer of an operation."""

from __future__ import annotations

from typing import Any

from assay.model.http import Response
from assay.model.places import GONE, Path, pointer

LARGEST = 1024 * 1024
"""Bytes of a body whose fields are looked at."""


def where_of(path: Path) -> str:
    """`/items/*/price`; the whole body is `body`."""
    return pointer(tuple("*" if isinstance(step, int) else step for step in path)) or "body"


def json_of(response: Response) -> Any:
    """The body as a JSON value; GONE where it is none, or too large."""
    return parsed(response.body)


def parsed(body: bytes) -> Any:
    """A JSON value; GONE where the bytes are none, or too many."""
    import json

    if not body or len(body) > LARGEST:
        return GONE
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return GONE


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def at(value: Any, path: Path) -> Any:
    """What stands at a path; GONE where nothing does."""
    for step in path:
        is_index = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if not is_index and not (isinstance(value, dict) and step in value):
            return GONE
        value = value[step]
    return value


def is_same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return type(one) is type(other) and bool(one == other)
