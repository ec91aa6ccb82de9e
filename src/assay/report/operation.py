"""Names an operation as its author wrote it: method and path with {placeholders}, the same in every run."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from assay.model.exchange import Exchange

_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_ORIGIN = re.compile(r"^(?:\{\{[^{}]*\}\}|(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*|[^/?#{}]*)", re.IGNORECASE)


def operation_of(item: dict[str, Any] | None, exchange: Exchange | None) -> str:
    """`GET /orders/{id}` from the collection's item; from the request as sent where the item does not tell."""
    request = (item or {}).get("request")
    if isinstance(request, str):
        return f"GET {_from_text(request)}"
    if isinstance(request, dict) and request.get("url"):
        return f"{request.get('method') or 'GET'} {_path(request['url'])}"
    if exchange is not None:
        return f"{exchange.request.method} {_sent_path(exchange.request.url)}"
    return ""


def _path(url: Any) -> str:
    if isinstance(url, str):
        return _from_text(url)
    if not isinstance(url, dict):
        return "/"
    path = url.get("path")
    if isinstance(path, list):
        segments = (segment.get("value", "") if isinstance(segment, dict) else segment for segment in path)
        return "/" + "/".join(_placeholder(str(segment)) for segment in segments)
    return _from_text(path if isinstance(path, str) else str(url.get("raw") or ""))


def _from_text(url: str) -> str:
    path = re.split(r"[?#]", _ORIGIN.sub("", url, count=1), maxsplit=1)[0]
    return "/" + "/".join(_placeholder(segment) for segment in path.strip("/").split("/"))


def _placeholder(segment: str) -> str:
    segment = _VARIABLE.sub(r"{\1}", segment)
    return f"{{{segment[1:]}}}" if segment.startswith(":") and len(segment) > 1 else segment


def _sent_path(url: str) -> str:
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return "/"
