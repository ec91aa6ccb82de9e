"""The values that a field can have: those that its schema lists, else those that its name and value suggest."""

from __future__ import annotations

import re
from typing import Any

from assay.faults.shapes import Place

_STATE = re.compile(r"(?:^|[_-])(?:status|state|phase|kind|type)$|(?:Status|State|Phase|Kind|Type)$")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{1,30}")
_USUAL = ("cancelled", "failed", "pending")


def choices(place: Place) -> tuple[Any, ...]:
    """All of them; none where the field is no enumeration."""
    path, value, _, schemas = place
    listed = tuple(one for schema in schemas for one in schema.get("enum", ()) if one is not None)
    if listed:
        return listed
    named = bool(path) and isinstance(path[-1], str) and _STATE.search(path[-1]) is not None
    if not schemas and named and isinstance(value, str) and _WORD.fullmatch(value):
        return tuple(one.upper() if value.isupper() else one for one in _USUAL)
    return ()
