"""One request of a v3 collection, from the fields of its file."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.postman.ids import stable_id
from assay.formats.postman.url import parse_url
from assay.formats.postman.v3.auth import read_auth
from assay.formats.postman.v3.body import graphql_body, read_body
from assay.formats.postman.v3.fields import listed, read_rows, text
from assay.formats.postman.v3.kinds import GRAPHQL
from assay.formats.postman.v3.notes import Source
from assay.formats.postman.v3.scripts import read_scripts
from assay.formats.yaml_text import meaning
from assay.model.suite import BodyTemplate, RequestTemplate, Step, UrlTemplate


def read_step(
    fields: dict[str, Any], source: Source, *, kind: str, stem: str, examples: tuple[dict[str, Any], ...] = ()
) -> Step:
    """The step. `stem` is its name where the file gives none."""
    return Step(
        id=text(fields.get("id")) or stable_id("item", source.place),
        name=text(fields.get("name")) or stem,
        request=_read_request(fields, kind, source),
        scripts=read_scripts(fields, source, shared=False, graphql=kind == GRAPHQL),
        settings=_read_settings(fields.get("settings")),
        examples=examples,
    )


def _read_request(fields: dict[str, Any], kind: str, source: Source) -> RequestTemplate:
    return RequestTemplate(
        method="POST" if kind == GRAPHQL else text(fields.get("method")).upper() or "GET",
        url=read_url(fields),
        headers=read_rows(fields.get("headers")),
        body=_read_body(fields, kind, source),
        auth=read_auth(fields.get("auth"), source),
        description=text(fields.get("description")),
    )


def _read_body(fields: dict[str, Any], kind: str, source: Source) -> BodyTemplate | None:
    return graphql_body(fields) if kind == GRAPHQL else read_body(fields.get("body"), source)


def read_url(fields: dict[str, Any]) -> UrlTemplate:
    """`url` with its tables. Enabled rows of `queryParams` are the query; where there are none, the text's query is."""
    url = parse_url(text(fields.get("url")))
    rows = read_rows(fields.get("queryParams"))
    query = rows if any(row.enabled for row in rows) else url.query + rows
    given = read_rows(fields.get("pathVariables"))
    named = {row.key for row in given}
    variables = given + tuple(row for row in url.variables if row.key not in named)
    return msgspec.structs.replace(url, query=query, variables=variables)


def _read_settings(value: Any) -> dict[str, Any]:
    """Settings by the names of v2.1, where the headers that are turned off are an object of truth values."""
    settings = meaning(value) if isinstance(value, dict) else {}
    headers = settings.get("disabledSystemHeaders")
    if isinstance(headers, list):
        settings["disabledSystemHeaders"] = {text(name): True for name in listed(headers)}
    return settings
