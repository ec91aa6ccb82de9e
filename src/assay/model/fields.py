"""Reads JSON values as JavaScript does where they are of another kind than expected."""

from __future__ import annotations

import math
import re
from typing import Any

_NUMBER = re.compile(r"[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,9})?")


def field_of(value: object, name: str, default: object = None) -> Any:
    """The field of a JSON object; the default where there is no such field, or the value is a list, text or number.

    Raises TypeError where the value is None.
    """
    if value is None:
        raise TypeError(f"null has no field {name!r}")
    return value.get(name, default) if isinstance(value, dict) else default


def fields_of(value: object) -> dict[str, Any]:
    """The fields of a JSON object by name, and the elements of a list or text by their index; others have none.

    Raises TypeError where the value is None.
    """
    match value:
        case None:
            raise TypeError("null has no fields")
        case dict():
            return value
        case list() | str():
            return {str(index): element for index, element in enumerate(value)}
    return {}


def has_field(value: object, name: str) -> bool:
    """Whether a JSON value is an object with this field. Raises TypeError where the value is None."""
    if value is None:
        raise TypeError(f"null has no field {name!r}")
    return isinstance(value, dict) and name in value


def number_of(value: object) -> float:
    """The number that JavaScript compares with and calculates with: nan where there is none (ECMA-262, 7.1.4)."""
    match value:
        case None:
            return 0
        case bool() | int() | float():
            return value
        case str():
            text = value.strip()
            return (float(text) if _NUMBER.fullmatch(text) else math.nan) if text else 0
        case []:
            return 0
        case [bool()]:
            return math.nan
        case [only]:
            return number_of(only)
    return math.nan
