"""The types that Postman gives to variables, and what each makes of a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from assay.formats.ecmascript import to_boolean, to_json_text, to_number, to_string


def cast(value: Any, kind: str) -> Any:
    """What a script gets to see of a value that is declared to be of a type."""
    convert = _CASTS.get(kind)
    return convert(value) if convert else value


def type_name(value: Any) -> str:
    """The type by the name that it goes by; `any` for what Postman does not know (text, default, …)."""
    name = to_string(value).lower() if value is not None else "any"
    return name if name in _CASTS or name == "secret" else "any"


def stored(value: Any, kind: str) -> Any:
    """What a document holds: arrays and objects that are declared as such are kept as JSON text."""
    return to_json_text(value) if kind in ("array", "object") and isinstance(value, list | dict) else value


def _parsed(kind: type) -> Callable[[Any], Any]:
    def parse(value: Any) -> Any:
        found = _decoded(value) if isinstance(value, str) else value
        return found if isinstance(found, kind) else None

    return parse


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.MsgspecError, RecursionError):
        return None


def _number(value: Any) -> Any:
    """What is no number stays as written: JSON has no NaN."""
    number = to_number(value)
    return value if number is None else number


_CASTS: dict[str, Callable[[Any], Any]] = {
    "string": to_string,
    "boolean": to_boolean,
    "number": _number,
    "array": _parsed(list),
    "object": _parsed(dict),
}
