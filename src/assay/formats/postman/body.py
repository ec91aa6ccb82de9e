"""A request's body from JSON, in each of Postman's modes."""

from __future__ import annotations

from typing import Any

from assay.formats.ecmascript import to_json_text, to_string
from assay.formats.postman.rows import read_formdata, read_urlencoded
from assay.model.suite import BodyTemplate

MODES = ("raw", "urlencoded", "formdata", "file", "graphql")
_GRAPHQL = ("query", "operationName", "variables")


def read_body(value: Any) -> BodyTemplate | None:
    """A body as object, or as text, which is a raw one; None without a mode. An unknown mode counts as raw."""
    if isinstance(value, str) and value:
        return BodyTemplate(mode="raw", raw=value)
    if not isinstance(value, dict) or not value.get("mode"):
        return None
    mode = to_string(value["mode"]).lower()
    file = _read_file(value.get("file"))
    return BodyTemplate(
        mode=mode if mode in MODES else "raw",
        enabled=not value.get("disabled"),
        raw=_read_raw(value.get("raw")),
        language=_read_language(value.get("options")),
        urlencoded=read_urlencoded(value.get("urlencoded")),
        formdata=read_formdata(value.get("formdata")),
        src=_text(file.get("src")),
        content=_text(file.get("content")),
        graphql=_read_graphql(value.get("graphql")),
    )


def _read_raw(value: Any) -> str:
    if not value:
        return ""
    return value if isinstance(value, str) else to_json_text(value)


def _read_language(options: Any) -> str | None:
    raw = options.get("raw") if isinstance(options, dict) else None
    return _text(raw.get("language")) if isinstance(raw, dict) else None


def _read_file(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"src": value}
    return value if isinstance(value, dict) else {}


def _read_graphql(value: Any) -> dict[str, Any]:
    return {key: value[key] for key in _GRAPHQL if key in value} if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
