"""One entry of a Hurl file as a step."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import msgspec

from assay.formats.hurl.entry import Assert, Body, Capture, Entry, Part
from assay.formats.hurl.entry import Row as Line
from assay.formats.hurl.options import Options
from assay.formats.hurl.script import judging_script
from assay.formats.postman import parse_url
from assay.formats.postman.ids import stable_id
from assay.model.suite import Auth, BodyTemplate, RequestTemplate, Script, Step, UrlTemplate
from assay.model.suite import Entry as Row

Note = Callable[[str, int], None]
_WITHOUT_BODY = frozenset({"GET", "HEAD"})
_VARIABLE = re.compile(r"(\{\{[^{}]*\}\})")
_MEDIA_TYPES = {
    "gif": "image/gif", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml",
    "txt": "text/plain", "htm": "text/html", "html": "text/html", "pdf": "application/pdf", "xml": "application/xml",
    "json": "application/json",
}  # fmt: skip


def to_step(entry: Entry, name: str, place: str, note: Note) -> Step:
    """The step. `place` tells its id from those of others; `note` hears what is not kept, with its line."""
    options = Options(note)
    for row in entry.options:
        options.take(row)
    if entry.response and options.settings["followRedirects"] and _looks_at_url(entry):
        note("`url` is the address that was asked for, before redirects", entry.line)
    body = _body(entry)
    settings = options.settings | _body_settings(entry, body)
    identity = stable_id("hurl", place, name)
    return Step(
        id=identity,
        name=name,
        request=RequestTemplate(
            method=entry.method,
            url=_url(entry),
            headers=_headers(entry, options),
            body=body,
            auth=_login(entry) or options.auth,
            description="\n".join(comment for comment in entry.comments if comment),
            certificate=options.certificate or None,
        ),
        scripts=tuple(_scripts(entry, options, identity, note)),
        settings=settings,
    )


def _looks_at_url(entry: Entry) -> bool:
    response = entry.response
    found: list[Capture | Assert] = [] if response is None else [*response.captures, *response.asserts]
    return any(one.query.kind == "url" for one in found)


def _url(entry: Entry) -> UrlTemplate:
    """`:name` in a path is only a text for Hurl; parameters of the section are encoded whole."""
    url = parse_url(entry.url)
    rows = tuple(Row(key=_encoded(row.name), value=_encoded(row.value)) for row in entry.query)
    whole = (*url.query, *rows)
    return msgspec.structs.replace(url, query=whole, variables=())


def _encoded(text: str) -> str:
    pieces = _VARIABLE.split(text)
    return "".join(
        piece if index % 2 else quote(piece.encode("utf-8", "replace"), safe="") for index, piece in enumerate(pieces)
    )


def _headers(entry: Entry, options: Options) -> tuple[Row, ...]:
    rows = [(row.name, row.value) for row in entry.headers] + options.headers
    if entry.cookies:
        rows.append(("Cookie", "; ".join(f"{row.name}={row.value}" for row in entry.cookies)))
    return tuple(Row(key=name, value=value) for name, value in rows)


def _login(entry: Entry) -> Auth | None:
    login: Line | None = entry.login
    return Auth(type="basic", params={"username": login.name, "password": login.value}) if login else None


def _body(entry: Entry) -> BodyTemplate | None:
    """As in Hurl, a body goes before the fields of a form."""
    if entry.body is not None:
        return _written(entry.body)
    if entry.form:
        rows = tuple(Row(key=row.name, value=row.value) for row in entry.form)
        return BodyTemplate(mode="urlencoded", urlencoded=rows)
    return BodyTemplate(mode="formdata", formdata=tuple(map(_part, entry.multipart))) if entry.multipart else None


def _written(body: Body) -> BodyTemplate:
    if body.kind == "file":
        return BodyTemplate(mode="file", src=body.path)
    if body.kind == "bytes":
        return _octets(body.data)
    if body.kind == "graphql":
        told = {"query": body.text} | ({"variables": body.variables} if body.variables else {})
        return BodyTemplate(mode="graphql", graphql=told)
    return BodyTemplate(mode="raw", raw=body.text, language=body.kind)


def _octets(data: bytes) -> BodyTemplate:
    """Bytes that are a text are written as one; braces in them are no variables."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "{{"
    if "{{" in text:
        return BodyTemplate(mode="file", content=base64.b64encode(data).decode())
    return BodyTemplate(mode="raw", raw=text, language="text")


def _part(part: Part) -> Row:
    if part.path is None:
        return Row(key=part.name, value=part.value, type="text")
    ending = part.path.rpartition(".")[2].lower()
    kind = part.content_type or ("" if "{{" in part.path else _MEDIA_TYPES.get(ending, "application/octet-stream"))
    return Row(key=part.name, value="", type="file", src=part.path, content_type=kind)


def _body_settings(entry: Entry, body: BodyTemplate | None) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if body is not None and entry.method in _WITHOUT_BODY:
        told["disableBodyPruning"] = True
    typed = any(row.name.lower() == "content-type" for row in entry.headers)
    if entry.body is not None and entry.body.kind in ("text", "bytes", "file") and not typed:
        told["disabledSystemHeaders"] = {"content-type": True}
    return told


def _scripts(entry: Entry, options: Options, identity: str, note: Note) -> list[Script]:
    told = {"prerequest": "\n".join(options.lines)}
    if entry.response is not None:
        told["test"] = judging_script(entry.response, note)
    return [
        Script(id=stable_id("script", identity, listen), listen=listen, source=source)
        for listen, source in told.items()
        if source
    ]
