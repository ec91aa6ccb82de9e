"""How values look in a template's output, as Java would print them, and what counts as false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec


class JsonList(list[Any]):
    """A list that is printed as JSON on one line."""


class JsonObject(dict[str, Any]):
    """An object that is printed as JSON over several lines."""


class ListOrSingle(list[str]):
    """The values of one name, printed as its first."""


class UrlPath(list[str]):
    """The segments of a path, printed as the whole path."""

    def __init__(self, path: str, parameters: Mapping[str, str] | None = None) -> None:
        super().__init__(segment for segment in path.split("/") if segment)
        self.path = path
        self.parameters = parameters or {}
        """Values of a path template's variables, by name."""


class Named(dict[str, Any]):
    """Members of something that has a text of its own."""

    text: str = ""


class AnyCase(dict[str, Any]):
    """Names in any case."""

    def find(self, name: str) -> Any:
        """The value of a name, or None."""
        lower = name.lower()
        return next((value for key, value in self.items() if key.lower() == lower), None)


def shown(value: Any) -> str:  # noqa: C901 - one case a kind of value
    """A value as text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_float(value)
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, Named):
        return value.text
    if isinstance(value, ListOrSingle):
        return shown(value[0]) if value else ""
    if isinstance(value, UrlPath):
        return value.path
    if isinstance(value, JsonList):
        return compact_json(value)
    if isinstance(value, JsonObject):
        return java_json(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}={_inside(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_inside(item) for item in value) + "]"
    return str(value)


def _inside(value: Any) -> str:
    """A value inside of a list or map; there null is written out."""
    if value is None:
        return "null"
    return shown(dict(value) if isinstance(value, JsonObject) else value)


def java_float(number: float) -> str:
    """A double as Java prints it: 1.0E30 where Python says 1e+30."""
    if number != number or number in (float("inf"), float("-inf")):
        return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        text = repr(number)
        return text if "e" not in text else f"{number:f}"
    mantissa, _, exponent = f"{Decimal(repr(number)).normalize():E}".partition("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent)}"


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, ListOrSingle):
        return str(value[0]) if len(value) == 1 else [str(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    return value if value is None or isinstance(value, str | int | float | bool) else shown(value)


def compact_json(value: Any) -> str:
    """JSON without spaces."""
    return msgspec.json.encode(plain(value)).decode()


def java_json(value: Any) -> str:
    """JSON as Jackson's pretty printer lays it out: objects over lines, lists on one."""
    return "".join(_pieces(plain(value), ""))


def _pieces(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        if not value:
            yield "{ }"
            return
        inner = indent + "  "
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            yield f"{',' if index else ''}\n{inner}{msgspec.json.encode(key).decode()} : "
            yield from _pieces(item, inner)
        yield f"\n{indent}}}"
    elif isinstance(value, list):
        yield "[ " if value else "[ ]"
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item, indent)
        yield " ]" if value else ""
    elif isinstance(value, float):
        yield java_float(value)
    else:
        yield msgspec.json.encode(value).decode()


def is_false(value: Any) -> bool:
    """Null, false, zero, an empty text, list or map."""
    if isinstance(value, ListOrSingle):
        return not any(value)
    return value is None or value is False or (isinstance(value, int | float) and value == 0) or _is_empty(value)


def _is_empty(value: Any) -> bool:
    return isinstance(value, str | list | tuple | dict) and len(value) == 0


def member(value: Any, key: str) -> Any:
    """What a name leads to in a value, or None."""
    if isinstance(value, AnyCase):
        return value.find(key)
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, UrlPath) and key in value.parameters:
        return value.parameters[key]
    if isinstance(value, list | tuple):
        if key.lstrip("-").isdigit() and len(key) < 10:
            return value[int(key)] if -len(value) <= int(key) < len(value) else None
        return {"size": len(value), "length": len(value), "first": value[0] if value else None}.get(key)
    if isinstance(value, str):
        return len(value) if key == "length" else None
    return None
