"""A request in the structure of an HTTP archive (HAR 1.2)."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_plus

from assay.model.http import Header

NEVER = "1970-01-01T00:00:00.000Z"
"""The time of what has not been sent."""


def request_object(
    method: str, url: str, headers: Iterable[Header], body: dict[str, Any] | None, *, http: str = "HTTP/1.1", size: int
) -> dict[str, Any]:
    """The request; `body` is HAR's postData, `size` its bytes, -1 where nobody knows."""
    told = list(headers)
    written: dict[str, Any] = {
        "method": method,
        "url": url,
        "httpVersion": http,
        "cookies": [cookie for header in told if header.name.lower() == "cookie" for cookie in cookies(header.value)],
        "headers": [{"name": header.name, "value": header.value} for header in told],
        "queryString": query_rows(url),
        "headersSize": -1,
        "bodySize": size,
    }
    return written | ({"postData": body} if body is not None else {})


def post_data(content: bytes, media_type: str) -> dict[str, Any]:
    """Text as it is; what is none as base64, marked as in Chrome's and Playwright's archives of answers."""
    try:
        return {"mimeType": media_type, "text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"mimeType": media_type, "text": base64.b64encode(content).decode(), "encoding": "base64"}


def cookies(text: str) -> list[dict[str, str]]:
    """The cookies of a header."""
    pairs = [piece.strip().partition("=") for piece in text.split(";") if piece.strip()]
    return [{"name": name, "value": value} for name, _, value in pairs]


def query_rows(url: str) -> list[dict[str, str]]:
    """The parameters of a URL, decoded."""
    query = url.partition("#")[0].partition("?")[2]
    pairs = [member.partition("=") for member in query.split("&") if member]
    return [{"name": unquote_plus(name), "value": unquote_plus(value)} for name, _, value in pairs]


def unanswered() -> dict[str, Any]:
    """The response of a request that has none."""
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": "x-unknown"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def archive(entries: Iterable[dict[str, Any]], *, version: str) -> dict[str, Any]:
    """The whole document. `version` is ours."""
    return {"log": {"version": "1.2", "creator": {"name": "assay", "version": version}, "entries": list(entries)}}


def entry(
    request: dict[str, Any], response: dict[str, Any], *, started: str = NEVER, wait: float = 0
) -> dict[str, Any]:
    """One exchange. `started` is ISO 8601, `wait` in milliseconds."""
    return {
        "startedDateTime": started,
        "time": wait,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": wait, "receive": 0},
    }
