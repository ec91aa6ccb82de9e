"""Auth from JSON: v2.1 lists its parameters as rows, v2.0 as an object."""

from __future__ import annotations

from typing import Any

from assay.formats.ecmascript import to_string
from assay.formats.postman.casting import cast, type_name
from assay.formats.postman.rows import is_enabled
from assay.model.suite import Auth


def read_auth(value: Any) -> Auth | None:
    """Auth with the parameters of its type; None where there is none, which means that it is inherited."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or not kind or kind == "type":
        return None
    return Auth(type=kind, params=_read_params(value.get(kind)))


def _read_params(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    rows = value if isinstance(value, list) else []
    named = (row for row in rows if isinstance(row, dict) and "key" in row and is_enabled(row))
    return {to_string(row["key"]): cast(row.get("value"), type_name(row.get("type"))) for row in named}


def auth_json(auth: Auth) -> dict[str, Any]:
    """Auth in the structure of v2.1."""
    rows = [{"type": _type_of(value), "value": value, "key": key} for key, value in auth.params.items()]
    return {"type": auth.type, auth.type: rows}


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "number" if isinstance(value, int | float) else "any"
