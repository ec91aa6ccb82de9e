"""Reads fields of JSON values as JavaScript does: what is no object has none, and null must not be asked."""

from __future__ import annotations

from typing import Any


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
