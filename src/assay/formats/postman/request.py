"""A request from JSON: as in a collection, and as scripts hand it to pm.sendRequest."""

from __future__ import annotations

from typing import Any

from assay.formats.ecmascript import to_string
from assay.formats.postman.auth import read_auth
from assay.formats.postman.body import read_body
from assay.formats.postman.description import read_description
from assay.formats.postman.rows import read_headers
from assay.formats.postman.url_object import read_url
from assay.model.suite import RequestTemplate


def read_request(value: Any) -> RequestTemplate:
    """A request as object, or as text, which is the URL of a GET. What cannot be read is left out.

    Raises InputError only beyond `limits.MAX_ROWS` rows in a table.
    """
    fields = {"url": value} if isinstance(value, str) else value if isinstance(value, dict) else {}
    return RequestTemplate(
        method=_read_method(fields.get("method")),
        url=read_url(fields.get("url")),
        headers=read_headers(fields.get("header")),
        body=read_body(fields.get("body")),
        auth=read_auth(fields.get("auth")),
        description=read_description(fields.get("description")),
        proxy=_object(fields.get("proxy")),
        certificate=_object(fields.get("certificate")),
    )


def _read_method(value: Any) -> str:
    return (to_string(value).upper() if value is not None else "") or "GET"


def _object(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) and value else None
