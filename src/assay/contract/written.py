"""Values of parameters as OpenAPI writes them (3.1, 4.8.12.6: style and explode): the reverse of `styles`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from assay.model.contract import Parameter

_JOINED = {"spaceDelimited": "%20", "pipeDelimited": "|", "tabDelimited": "%09"}


def write_path(parameter: Parameter, value: Any) -> str:
    """The stretch of a path that a path parameter takes, percent-encoded."""
    if parameter.style == "label":
        return "." + _joined(value, "." if parameter.explode else ",", explode=parameter.explode)
    if parameter.style == "matrix":
        return _matrix(parameter, value)
    return _joined(value, ",", explode=parameter.explode and parameter.style != "")


def write_query(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """The pairs of a query parameter, names and values percent-encoded."""
    name = _encoded(parameter.name)
    if parameter.media:
        return [(name, _encoded(json.dumps(value)))]
    if isinstance(value, list | tuple):
        if parameter.explode:
            return [(name, text_of(one)) for one in value]
        return [(name, _JOINED.get(parameter.style, ",").join(map(text_of, value)))]
    if isinstance(value, dict):
        return _object(parameter, name, value)
    return [(name, text_of(value))]


def write_header(parameter: Parameter, value: Any) -> str:
    """The value of a header; what cannot stand in a field line is left out (RFC 9110, 5.5)."""
    text = json.dumps(value) if parameter.media else _plain_joined(value, explode=parameter.explode)
    return "".join(char for char in text if char >= " " and char != "\x7f")


def write_cookie(value: Any) -> str:
    """The value of a cookie."""
    return _joined(value, ",", explode=False)


def text_of(value: Any) -> str:
    """A plain value as the percent-encoded text of a URL; a nested one as JSON."""
    return _encoded(plain(value))


def plain(value: Any) -> str:
    """A plain value as text, as JSON writes it; a text is itself, null is empty."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="-._~")


def _object(parameter: Parameter, name: str, value: dict[str, Any]) -> list[tuple[str, str]]:
    if parameter.style == "deepObject":
        return [(f"{name}%5B{_encoded(key)}%5D", text_of(one)) for key, one in value.items()]
    if parameter.explode:
        return [(_encoded(key), text_of(one)) for key, one in value.items()]
    return [(name, ",".join(f"{_encoded(key)},{text_of(one)}" for key, one in value.items()))]


def _matrix(parameter: Parameter, value: Any) -> str:
    name = _encoded(parameter.name)
    if parameter.explode and isinstance(value, list | tuple):
        return "".join(f";{name}={text_of(one)}" for one in value)
    if parameter.explode and isinstance(value, dict):
        return "".join(f";{_encoded(key)}={text_of(one)}" for key, one in value.items())
    return f";{name}={_joined(value, ',', explode=False)}"


def _joined(value: Any, separator: str, *, explode: bool) -> str:
    if isinstance(value, list | tuple):
        return separator.join(map(text_of, value))
    if isinstance(value, dict):
        sign = "=" if explode else ","
        return separator.join(f"{_encoded(key)}{sign}{text_of(one)}" for key, one in value.items())
    return text_of(value)


def _plain_joined(value: Any, *, explode: bool) -> str:
    if isinstance(value, list | tuple):
        return ",".join(map(plain, value))
    if isinstance(value, dict):
        sign = "=" if explode else ","
        return ",".join(f"{key}{sign}{plain(one)}" for key, one in value.items())
    return plain(value)
