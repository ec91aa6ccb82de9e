"""Insomnia's bodies, which go by their media type, in Postman's modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from assay.formats.insomnia.node import Json, mapping, objects, text
from assay.formats.insomnia.tags import Texts
from assay.formats.json_text import decode_json
from assay.model.errors import InputError
from assay.model.suite import BodyTemplate, Entry

_FORM, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
_LANGUAGES = (("json", "json"), ("xml", "xml"), ("html", "html"), ("javascript", "javascript"))


def to_body(told: Any, texts: Texts) -> BodyTemplate | None:
    """The body; None where there is none."""
    body = mapping(told)
    kind = text(body.get("mimeType")).partition(";")[0].strip().lower()
    if kind == _FORM and isinstance(body.get("params"), list):
        return BodyTemplate(mode="urlencoded", urlencoded=tuple(row(one, texts) for one in objects(body["params"])))
    if kind == _PARTS and isinstance(body.get("params"), list):
        return BodyTemplate(mode="formdata", formdata=tuple(_part(one, texts) for one in objects(body["params"])))
    if body.get("fileName"):
        return BodyTemplate(mode="file", src=texts.text(text(body["fileName"])))
    source = text(body.get("text"))
    if not source:
        return None
    if kind == "application/graphql":
        return BodyTemplate(mode="graphql", graphql=_graphql(source, texts))
    language = next((name for mark, name in _LANGUAGES if mark in kind), "text" if kind else None)
    return BodyTemplate(mode="raw", raw=texts.text(source), language=language)


def _graphql(source: str, texts: Texts) -> Json:
    """JSON with query and variables; templates may make it none, and then it is the query."""
    try:
        told = decode_json(source.encode("utf-8", "replace"), name="")
    except InputError:
        return {"query": texts.text(source)}
    found = mapping(told)
    kept: Json = {key: _deep(found[key], texts.text) for key in ("query", "operationName", "variables") if key in found}
    return kept or {"query": texts.text(source)}


def _deep(value: Any, rewrite: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return rewrite(value)
    if isinstance(value, list):
        return [_deep(one, rewrite) for one in value]
    return {key: _deep(one, rewrite) for key, one in value.items()} if isinstance(value, dict) else value


def row(told: Json, texts: Texts) -> Entry:
    """A row of any table."""
    return Entry(
        key=texts.text(text(told.get("name"))),
        value=texts.text(text(told.get("value"))),
        enabled=told.get("disabled") is not True,
        description=text(told.get("description")),
    )


def _part(told: Json, texts: Texts) -> Entry:
    found = row(told, texts)
    if told.get("type") != "file":
        return msgspec.structs.replace(found, type="text")
    return msgspec.structs.replace(found, type="file", value="", src=texts.text(text(told.get("fileName"))))
