"""A saved response of a v3 collection, in the structure of v2.1."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.v3.body import read_body
from assay.formats.postman.v3.fields import order, read_rows, text
from assay.formats.postman.v3.notes import Notes, Source
from assay.formats.postman.v3.request import read_url
from assay.formats.postman.write_request import body_json, rows_json, url_json
from assay.formats.yaml_text import meaning


def read_example(fields: dict[str, Any], stem: str, where: str) -> dict[str, Any]:
    """The response with the request that led to it."""
    response, request = _object(fields.get("response")), fields.get("request")
    body, code = _object(response.get("body")), meaning(response.get("statusCode"))
    example: dict[str, Any] = {"name": text(fields.get("name")) or stem}
    if isinstance(request, dict):
        example["originalRequest"] = _original(request, where)
    if isinstance(code, int) and not isinstance(code, bool):
        example["code"] = code
    return example | {
        "status": text(response.get("statusText")),
        "header": rows_json(read_rows(response.get("headers"))),
        "_postman_previewlanguage": text(body.get("type")),
        "body": text(body.get("content")),
    }


def example_rank(fields: dict[str, Any], stem: str) -> tuple[bool, float, str]:
    """What examples are sorted by: `order`, then name."""
    number = order(fields)
    return number is None, number or 0, text(fields.get("name")) or stem


def _original(request: dict[str, Any], where: str) -> dict[str, Any]:
    body = read_body(request.get("body"), Source(where, "", Notes()))
    written: dict[str, Any] = {
        "method": text(request.get("method")).upper() or "GET",
        "url": url_json(read_url(request)),
        "header": rows_json(read_rows(request.get("headers"))),
    }
    return written if body is None else written | {"body": body_json(body)}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
