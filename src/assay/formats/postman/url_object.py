"""A URL from JSON: text, or an object of parts."""

from __future__ import annotations

from typing import Any

from assay.formats.ecmascript import to_string
from assay.formats.postman.limits import check_query
from assay.formats.postman.rows import read_path_variables, read_query
from assay.formats.postman.url import parse_url
from assay.model.suite import UrlTemplate

_PARTS = ("protocol", "auth", "host", "port", "path", "query", "hash")


def read_url(value: Any) -> UrlTemplate:
    """A URL as text or object. Parts win over `raw`, which is read only where there are no parts."""
    if isinstance(value, str):
        check_query(value)
        return parse_url(value)
    if not isinstance(value, dict):
        return UrlTemplate()
    if isinstance(raw := value.get("raw"), str) and not any(value.get(part) is not None for part in _PARTS):
        check_query(raw)
        return _with_variables(parse_url(raw), value)
    return _read_parts(value)


def _read_parts(value: dict[str, Any]) -> UrlTemplate:
    port = value.get("port")
    return UrlTemplate(
        protocol=_text(value.get("protocol")),
        auth=_read_auth(value.get("auth")),
        host=_read_host(value.get("host")),
        port=None if port is None else to_string(port),
        path=_read_path(value.get("path")),
        query=read_query(value.get("query")),
        hash=_text(value.get("hash")),
        variables=read_path_variables(_variables(value)),
    )


def _with_variables(url: UrlTemplate, value: dict[str, Any]) -> UrlTemplate:
    rows = read_path_variables(_variables(value))
    named = {row.key for row in rows}
    missing = tuple(row for row in url.variables if row.key not in named)
    return UrlTemplate(**{field: getattr(url, field) for field in _PARTS}, variables=(*rows, *missing))


def _variables(value: dict[str, Any]) -> Any:
    return value["variable"] if value.get("variable") is not None else value.get("variables")


def _read_auth(value: Any) -> tuple[str, str | None] | None:
    if not isinstance(value, dict):
        return None
    user, password = _text(value.get("user")), _text(value.get("password"))
    return None if user is None and password is None else (user or "", password)


def _read_host(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(split_domain(value)) if value else ()
    return tuple(map(to_string, value)) if isinstance(value, list) else ()


def split_domain(host: str) -> list[str]:
    """The labels of a host. Dots before a `}}` belong to a variable's name."""
    pieces = host.split("{")
    labels = [""]
    for index, piece in enumerate(pieces):
        kept, braces, free = piece.rpartition("}}")
        first, *rest = free.split(".")
        labels[-1] += ("{" if index else "") + kept + braces + first
        labels += rest
    return labels


def _read_path(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        trimmed = value if value == "/" else value.removeprefix("/")
        return None if not trimmed else ("",) if trimmed == "/" else tuple(trimmed.split("/"))
    return tuple(map(_segment, value)) if isinstance(value, list) else None


def _segment(value: Any) -> str:
    """A segment as text, or as the {type, value} that the schema allows."""
    if isinstance(value, dict):
        return _text(value.get("value")) or ""
    return "" if value is None else to_string(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
