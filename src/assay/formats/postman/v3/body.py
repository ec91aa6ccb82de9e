"""Bodies of v3 requests: {type, content}."""

from __future__ import annotations

from typing import Any

from assay.formats.postman.body import read_body as read_v2_body
from assay.formats.postman.v3.fields import is_enabled, keyed, read_rows, text
from assay.formats.postman.v3.notes import Source
from assay.formats.yaml_text import meaning
from assay.model.errors import InputError
from assay.model.suite import BodyTemplate, Entry

_LANGUAGES = ("json", "text", "xml", "html", "javascript")


def read_body(body: Any, source: Source) -> BodyTemplate | None:
    """The body of an http-request; None where there is none. Raises InputError for an unknown type."""
    if not isinstance(body, dict) or not body:
        return None
    if "mode" in body and "type" not in body:
        source.warn("The body is written as in format v2 (`mode`); Postman itself refuses it.")
        return read_v2_body(meaning(body))
    kind, content = text(body.get("type")), body.get("content")
    if kind in _LANGUAGES:
        return BodyTemplate(mode="raw", raw=text(content), language=kind)
    if kind in ("", "none"):
        return None
    return _read_form(kind, body, source)


def _read_form(kind: str, body: dict[str, Any], source: Source) -> BodyTemplate:
    content = body.get("content")
    if kind == "urlencoded":
        return BodyTemplate(mode="urlencoded", urlencoded=read_rows(content))
    if kind == "formdata":
        rows = content if content is not None else body.get("formdata")
        return BodyTemplate(mode="formdata", formdata=tuple(_part(key, row) for key, row in keyed(rows)))
    if kind == "file":
        src = content.get("src") if isinstance(content, dict) else content
        return BodyTemplate(mode="file", src=text(src) or None)
    if kind == "graphql":
        source.warn("A GraphQL body belongs into a graphql-request.")
        return graphql_body(content if isinstance(content, dict) else {"query": content})
    remedy = f"Known types: none, {', '.join(_LANGUAGES)}, urlencoded, formdata, file."
    raise InputError(
        f"The body has the type {kind[:80]!r}, which is not known here.", where=source.where, remedy=remedy
    )


def _part(key: str, row: dict[str, Any]) -> Entry:
    src = row.get("src")
    paths = tuple(map(text, src)) if isinstance(src, list) else text(src) or None
    return Entry(
        key=key,
        value=text(row.get("value")),
        enabled=is_enabled(row),
        description=text(row.get("description")),
        type=text(row.get("type")) or ("file" if paths else "text"),
        src=paths,
        content_type=text(row.get("contentType")),
        file_name=text(row["fileName"]) if "fileName" in row else None,
    )


def graphql_body(fields: dict[str, Any]) -> BodyTemplate:
    """The body of a GraphQL request: `query`, and `variables` as JSON text."""
    graphql = {"query": text(fields.get("query"))}
    for name in ("variables", "operationName"):
        if value := text(fields.get(name)):
            graphql[name] = value
    return BodyTemplate(mode="graphql", graphql=graphql)
