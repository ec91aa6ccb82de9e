"""Variables from the rows of collections, environments and globals, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.ecmascript import to_string
from assay.formats.postman.casting import cast, stored, type_name
from assay.formats.postman.description import description_json, read_description
from assay.formats.postman.limits import bounded
from assay.formats.postman.rows import is_enabled
from assay.model.variable import Variable


def read_variables(rows: Any) -> tuple[Variable, ...]:
    """A list of {key, value, type, …}; a single object is one row. Old files say `id` for `key`."""
    listed = [rows] if isinstance(rows, dict) else rows if isinstance(rows, list) else []
    bounded(listed)
    found = (_read_variable(row) for row in listed if isinstance(row, dict))
    return tuple(variable for variable in found if variable is not None)


def _read_variable(row: dict[str, Any]) -> Variable | None:
    key = row["key"] if row.get("key") is not None else row.get("id")
    if key is None:
        return None
    kind = "secret" if row.get("secret") is True else type_name(row.get("type"))
    return Variable(
        key=to_string(key),
        value=cast(row["value"], kind) if "value" in row else _unset(kind),
        type=kind,
        enabled=is_enabled(row),
        secret=kind == "secret",
        description=read_description(row.get("description")),
    )


def _unset(kind: str) -> Any:
    """A row without a value is empty; a secret without one has to come from elsewhere."""
    return None if kind == "secret" else cast("", kind)


def variable_json(variable: Variable) -> dict[str, Any]:
    """One row in the structure of Postman's SDK."""
    disabled: dict[str, Any] = {} if variable.enabled else {"disabled": True}
    kind = "secret" if variable.secret else variable.type
    row = disabled | description_json(variable.description) | {"type": kind}
    if variable.value is not msgspec.UNSET and not (variable.secret and variable.value is None):
        row["value"] = stored(variable.value, kind)
    return row | {"key": variable.key}
