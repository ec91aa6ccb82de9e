"""A v1 request, with its saved responses, as an item of v2.1."""

from __future__ import annotations

import re
from typing import Any

from assay.formats.ecmascript import WHITE_SPACE, to_string
from assay.formats.postman.url import parse_url
from assay.formats.postman.v1.auth import auth_of
from assay.formats.postman.v1.body import body_of
from assay.formats.postman.v1.events import events_of
from assay.formats.postman.write_request import url_json

_COMMENT = "//"
_HEADER_LINE = re.compile(rf"((?://[{WHITE_SPACE}]*)?[^{WHITE_SPACE}]+):(.*)")


def item_of(request: dict[str, Any]) -> dict[str, Any]:
    """The item of a request."""
    return {
        "id": request.get("id"),
        "name": request.get("name"),
        "event": events_of(request),
        "request": _request_of(request),
        "response": _responses_of(request),
        "variable": request.get("variables") or request.get("variable"),
        "protocolProfileBehavior": request.get("protocolProfileBehavior"),
    }


def _request_of(request: dict[str, Any]) -> dict[str, Any]:
    return {
        "method": request.get("method"),
        "url": _url_of(request),
        "header": _headers_of(request),
        "body": body_of(request),
        "auth": auth_of(request),
        "description": request.get("description"),
    }


def _url_of(request: dict[str, Any]) -> dict[str, Any]:
    """Parameters that are listed win over those in the text."""
    text = request.get("url")
    url = url_json(parse_url("" if text is None else to_string(text)))
    if query := [_parameter(row) for row in _rows(request.get("queryParams"))]:
        url["query"] = query
    if variables := _path_variables(request):
        url["variable"] = variables
    return url


def _parameter(row: dict[str, Any]) -> dict[str, Any]:
    written = enabled_as_disabled(row)
    if "equals" in row:
        written["value"] = (row.get("value") or "") if row["equals"] else (row.get("value") or None)
    return written


def _path_variables(request: dict[str, Any]) -> list[dict[str, Any]]:
    rows = _rows(request.get("pathVariableData"))
    named = {to_string(row.get("key")) for row in rows}
    values = request.get("pathVariables")
    loose = values.items() if isinstance(values, dict) else ()
    return [*rows, *({"key": key, "value": value} for key, value in loose if key not in named)]


def _headers_of(request: dict[str, Any]) -> list[Any]:
    """Rows of `headerData`, and of the header text those that they do not name. `//` before a name turns it off."""
    headers = request.get("headers")
    if isinstance(headers, list):
        return headers
    rows = [_uncommented(enabled_as_disabled(row)) for row in _rows(request.get("headerData"))]
    named = {row.get("key") for row in rows if isinstance(row.get("key"), str)}
    lines = _parsed(headers) if isinstance(headers, str) else []
    return [*rows, *(row for row in lines if row["key"] not in named)]


def _parsed(text: str) -> list[dict[str, Any]]:
    lines = re.split("[\n\r\u2028\u2029]", re.sub(r"\r\n(?=[ \t])", "", text))
    found = [match for match in map(_HEADER_LINE.match, lines) if match]
    return [_uncommented({"key": match[1], "value": match[2].strip(WHITE_SPACE)}) for match in found]


def _uncommented(row: dict[str, Any]) -> dict[str, Any]:
    key = row.get("key")
    if not isinstance(key, str) or not key.startswith(_COMMENT):
        return row
    return row | {"key": key.removeprefix(_COMMENT).strip(WHITE_SPACE), "disabled": True}


def _responses_of(request: dict[str, Any]) -> list[dict[str, Any]]:
    rows = _rows(request.get("responses"))
    by_id = {to_string(row.get("id")): row for row in rows}
    order = request.get("responses_order")
    ordered = (
        [by_id[key] for key in map(to_string, order) if key in by_id] if order and isinstance(order, list) else rows
    )
    return [_response_of(row) for row in ordered]


def _response_of(row: dict[str, Any]) -> dict[str, Any]:
    code = row.get("responseCode")
    status = code if isinstance(code, dict) else {}
    fields = {
        "id": row.get("id"),
        "name": row.get("name") or "response",
        "originalRequest": _original(row),
        "status": status.get("name"),
        "code": status.get("code"),
        "_postman_previewlanguage": row.get("language"),
        "header": row.get("headers"),
        "cookie": row.get("cookies") or [],
        "responseTime": row.get("time"),
        "body": row.get("text"),
    }
    return {key: value for key, value in fields.items() if value is not None}


def _original(row: dict[str, Any]) -> dict[str, Any] | None:
    request = row.get("requestObject") or row.get("request")
    return _request_of(request) if isinstance(request, dict) else None


def enabled_as_disabled(row: dict[str, Any]) -> dict[str, Any]:
    """The row with `disabled` for v1's `enabled`."""
    written = {key: value for key, value in row.items() if key not in ("enabled", "equals")}
    return written | {"disabled": True} if row.get("enabled") is False else written


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
