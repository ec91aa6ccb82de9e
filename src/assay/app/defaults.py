"""Options of a run that stand in a file, as Newman's .newmanrc and [run] of assay.toml do: read by name and type."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assay.app.options import RunOptions
from assay.model.errors import UsageError

FIELDS = {field.name: field for field in msgspec.structs.fields(RunOptions)}
LISTS = frozenset({"folder", "reporters", "bail", "report"})
VARIABLES = frozenset({"env_var", "global_var"})
POSITIVE = frozenset({"iteration_count", "parallel", "timeout_request", "timeout_script", "max_body", "script_memory"})
BAIL = frozenset({"failure", "folder"})


def snake(name: str) -> str:
    """`iterationCount` or `iteration-count` as `iteration_count`."""
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name).replace("-", "_")


def fitted(name: str, value: Any, where: str) -> Any:
    """A value in the form that the option has. Raises UsageError where it cannot have it."""
    try:
        if name in VARIABLES:
            return variables(value)
        if name in LISTS:
            return words(name, value)
        number = msgspec.convert(value, FIELDS[name].type, strict=False)
    except (msgspec.ValidationError, ValueError) as problem:
        raise UsageError(f"{name}: {problem}", where=where, remedy="Mend this option.") from None
    if isinstance(number, int | float) and (number < 0 or (number == 0 and name in POSITIVE)):
        raise UsageError(f"{name}: {number} is too small", where=where, remedy="Mend this option.")
    return number


def variables(value: Any) -> tuple[tuple[str, str | None], ...]:
    """Variables as a table, as pairs, or as Newman's list of `{"key": …, "value": …}`."""
    pairs = value.items() if isinstance(value, Mapping) else map(pair, msgspec.convert(value, list[Any]))
    return tuple((str(key), None if one is None else str(one)) for key, one in pairs)


def pair(row: Any) -> tuple[Any, Any]:
    """Name and value of one variable."""
    if isinstance(row, Mapping):
        return row.get("key"), row.get("value")
    return msgspec.convert(row, tuple[Any, Any])


def words(name: str, value: Any) -> tuple[str, ...]:
    """One or several words; only names of ours are taken apart at commas. `bail` can be just on."""
    if name == "bail" and isinstance(value, bool):
        return ("failure",) if value else ()
    if isinstance(value, str):
        found = tuple(value.split(",")) if name in ("bail", "reporters") else (value,)
    else:
        found = msgspec.convert(value, tuple[str, ...])
    if name == "bail" and not BAIL.issuperset(found):
        raise ValueError("it is neither failure nor folder")
    return found


def check_name(name: str, where: str) -> None:
    """Refuse a name that no option has, with the nearest that one has."""
    if name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, 1)
        raise UsageError(f"unknown option {name!r}", where=where, remedy=f"Did you mean {near[0]}?" if near else "")
