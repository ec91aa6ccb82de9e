"""A request as code will send it: path, query, headers and body, each still with its {{variables}}."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from assay.model.suite import Auth, BodyTemplate, Entry, UrlTemplate
from assay.promote.attachments import media_of, sources_in
from assay.promote.sendable import unsendable
from assay.promote.source import Source
from assay.promote.templates import names_in

BARE = "\x00"
"""Encloses a variable that stands in JSON without quotes: its value keeps its type."""

_BARE = re.compile(r'"(?:[^"\\]|\\.)*"|\{\{([^{}"]{1,200})\}\}')
_KNOWN_AUTH = frozenset(
    {"bearer", "apikey", "basic", "noauth", "digest", "oauth2", "hawk", "oauth1", "awsv4", "edgegrid", "jwt", "asap"}
)
READING = frozenset({"GET", "HEAD", "OPTIONS"})

Pairs = tuple[tuple[str, str], ...]


class FilePart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a multipart body: a file, or a text where the text has a media type or no file stands beside it."""

    field: str
    src: str = ""
    text: str = ""
    media: str = ""
    """The media type; for a text, where the collection says one."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is sent."""

    method: str
    origin: str
    """What stands before the path: mostly `{{base_url}}`."""
    path: str
    segments: tuple[str, ...] = ()
    query: Pairs = ()
    headers: Pairs = ()
    json: Any = msgspec.UNSET
    """A JSON value whose strings may hold variables; one in `BARE` marks keeps its type."""
    raw: str = ""
    form: Pairs = ()
    fields: Pairs = ()
    """Text parts of multipart/form-data."""
    files: tuple[FilePart, ...] = ()
    binary: str = ""
    """The file that is the whole body."""
    auth: Auth | None = None
    problem: str = ""
    """Why it cannot be written as plain code."""

    @property
    def reads(self) -> bool:
        """Whether it changes nothing by its method."""
        return self.method in READING

    def texts(self) -> list[tuple[str, str]]:
        """Every text with variables: (url, header or body; the text)."""
        found = [("url", self.path), *(("url", text) for pair in self.query for text in pair)]
        found += [("header", text) for pair in self.headers for text in pair]
        body = [
            self.raw,
            *(one.text for one in self.files),
            *(text for pair in (*self.form, *self.fields) for text in pair),
            *strings_of(self.json),
        ]
        return found + [("body", text) for text in body]

    def names(self, *places: str) -> list[str]:
        """The variables in these places; in all where none is named."""
        texts = [text for place, text in self.texts() if not places or place in places]
        return list(dict.fromkeys(name for text in texts for name in names_in(text.replace(BARE, ""))))


def shape_of(source: Source) -> Shape:
    """The request of a step."""
    template = source.step.request
    origin, segments, query = _url(template.url)
    headers = tuple((name, value.strip()) for name, value in _enabled(template.headers))
    auth = source.auth if source.auth and source.auth.type != "noauth" else None
    body = template.body if template.body and template.body.enabled else None
    found = Shape(
        method=template.method.upper(),
        origin=origin,
        path="/" + "/".join(segments),
        segments=segments,
        query=query,
        headers=headers,
        auth=auth,
        problem=_problem(auth, body, source) or unsendable(template.method, headers, auth),
    )
    return _with_body(found, body) if body and not found.problem else found


def _url(url: UrlTemplate) -> tuple[str, tuple[str, ...], Pairs]:
    host = ".".join(url.host)
    origin = (f"{url.protocol}://" if url.protocol else "") + host + (f":{url.port}" if url.port else "")
    values = {entry.key: _text(entry.value) for entry in url.variables if entry.key}
    segments = tuple(
        (values.get(part[1:]) or f"{{{{{part[1:]}}}}}") if part.startswith(":") and len(part) > 1 else part
        for part in url.path or ()
    )
    return origin, segments, _enabled(url.query)


def _enabled(entries: tuple[Entry, ...]) -> Pairs:
    return tuple((entry.key, _text(entry.value)) for entry in entries if entry.enabled and entry.key)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _problem(auth: Auth | None, body: BodyTemplate | None, source: Source) -> str:
    if source.unread:
        return source.unread[0]
    if auth and auth.type not in _KNOWN_AUTH:
        return f"no client of the tests can do the authentication {auth.type!r}"
    if auth and auth.type == "oauth2" and not auth.params.get("accessToken"):
        return "its OAuth 2.0 token comes from a browser: put one into a variable of the collection"
    if body and body.mode not in ("raw", "urlencoded", "formdata", "graphql", "file"):
        return f"there is no body of mode {body.mode!r}"
    return ""


def _with_body(shape: Shape, body: BodyTemplate) -> Shape:
    change = msgspec.structs.replace
    if body.mode == "graphql":
        return change(shape, json=_graphql(body.graphql))
    if body.mode == "urlencoded":
        return change(shape, form=_enabled(body.urlencoded))
    if body.mode == "formdata":
        return _multipart(shape, body)
    if body.mode == "file":
        typed = any(name.lower() == "content-type" for name, _ in shape.headers)
        extra = () if typed else (("Content-Type", media_of(body.src or "")),)
        return change(shape, binary=body.src or "", headers=(*shape.headers, *extra))
    value = _json(body.raw) if _is_json(body, shape.headers) else msgspec.UNSET
    if value is not msgspec.UNSET:
        kept = tuple(pair for pair in shape.headers if pair[0].lower() != "content-type" or "json" not in pair[1])
        return change(shape, json=value, headers=kept)
    typed = any(name.lower() == "content-type" for name, _ in shape.headers)
    media = {"json": "application/json", "xml": "application/xml", "html": "text/html"}.get(body.language or "", "")
    extra = (("Content-Type", media or "text/plain"),) if body.raw and not typed else ()
    return change(shape, raw=body.raw, headers=(*shape.headers, *extra))


def _graphql(graphql: dict[str, Any]) -> Any:
    variables = graphql.get("variables")
    parsed = _json(variables) if isinstance(variables, str) and variables.strip() else variables
    found = {"query": graphql.get("query", "")}
    return found if parsed in (None, "", msgspec.UNSET) else {**found, "variables": parsed}


def _multipart(shape: Shape, body: BodyTemplate) -> Shape:
    """Files and texts as the client takes them; its library makes the head of the body itself."""
    rows = [entry for entry in body.formdata if entry.enabled and entry.key]
    files = [
        FilePart(field=one.key or "", src=src, media=one.content_type or media_of(src))
        for one in rows
        if one.type == "file"
        for src in sources_in(one)
    ]
    texts = [one for one in rows if one.type != "file"]
    plain = [one for one in texts if files and not one.content_type]
    told = [
        FilePart(field=one.key or "", text=_text(one.value), media=one.content_type)
        for one in texts
        if one not in plain
    ]
    kept = tuple(pair for pair in shape.headers if pair[0].lower() != "content-type")
    return msgspec.structs.replace(shape, fields=_enabled(tuple(plain)), files=(*files, *told), headers=kept)


def _is_json(body: BodyTemplate, headers: Pairs) -> bool:
    said = next((value for name, value in headers if name.lower() == "content-type"), "")
    return "json" in said or (not said and (body.language == "json" or body.raw.lstrip()[:1] in ("{", "[")))


def _json(text: str) -> Any:
    quoted = _BARE.sub(lambda one: f'"\\u0000{{{{{one[1]}}}}}\\u0000"' if one[1] else one[0], text)
    try:
        value = json.loads(quoted)
    except (ValueError, RecursionError):
        return msgspec.UNSET
    return value if isinstance(value, dict | list) else msgspec.UNSET


def strings_of(value: Any) -> list[str]:
    """Every string in a JSON value, keys too."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            waiting.extend([*one.values(), *one.keys()][::-1])
        elif isinstance(one, list):
            waiting.extend(one[::-1])
    return found
