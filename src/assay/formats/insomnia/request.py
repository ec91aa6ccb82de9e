"""One request of Insomnia as a step."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import msgspec

from assay.formats.insomnia.auth import to_auth
from assay.formats.insomnia.body import row, to_body
from assay.formats.insomnia.node import Json, Node, mapping, objects, text
from assay.formats.insomnia.scripts import Note, translated
from assay.formats.insomnia.tags import Texts
from assay.formats.postman import parse_url
from assay.formats.postman.ids import stable_id
from assay.model.suite import BodyTemplate, Entry, RequestTemplate, Script, Step, UrlTemplate

_WITHOUT_BODY = frozenset({"GET", "HEAD"})
_KEPT = re.compile(r"(\{\{[^{}]*\}\}|\{%[^{}]*%\}|%[0-9A-Fa-f]{2})")
_MULTIPART = "multipart/form-data"


def to_step(node: Node, place: str, inherited: tuple[Entry, ...], texts: Texts, note: Note) -> Step:
    """The step with what its author wrote; lines for its tags, and for others that need its answer, are not in it yet.

    `inherited` are the headers of the folders around it.
    """
    told = node.told
    method = text(told.get("method")).upper() or "GET"
    body = to_body(told.get("body"), texts)
    name = node.name or text(told.get("url"))
    scripts = mapping(told.get("scripts"))
    return Step(
        id=stable_id("insomnia", place, name),
        name=name,
        request=RequestTemplate(
            method=method,
            url=_url(told, texts),
            headers=_headers(told, inherited, body, texts),
            body=body,
            auth=to_auth(told.get("authentication"), texts, note),
        ),
        scripts=scripts_of(place, scripts, note),
        settings=_settings(mapping(told.get("settings")), method, body),
        description=text(told.get("description")),
    )


def scripts_of(place: str, told: Json, note: Note) -> tuple[Script, ...]:
    """The scripts of a request or folder."""
    sources = {"prerequest": text(told.get("preRequest")), "test": text(told.get("afterResponse"))}
    return tuple(
        Script(id=stable_id("script", place, listen), listen=listen, source=translated(source, note))
        for listen, source in sources.items()
        if source.strip()
    )


def _url(told: Json, texts: Texts) -> UrlTemplate:
    """Its parameters are encoded whole, but for what is encoded already; paths have values for `:name`."""
    url = parse_url(texts.text(text(told.get("url")).strip()))
    encoded = mapping(told.get("settings")).get("encodeUrl") is not False
    rows = [row(one, texts) for one in objects(told.get("parameters"))]
    query = [_encoded(one) if encoded else one for one in rows if one.key or one.value]
    paths = [row(one, texts) for one in objects(told.get("pathParameters"))]
    named = {one.key for one in paths}
    others = [one for one in url.variables if one.key not in named]
    return msgspec.structs.replace(url, query=(*url.query, *query), variables=(*paths, *others))


def _encoded(one: Entry) -> Entry:
    return msgspec.structs.replace(one, key=_escaped(one.key), value=_escaped(one.value))


def _escaped(value: Any) -> str:
    pieces = _KEPT.split(value if isinstance(value, str) else "")
    return "".join(
        piece if index % 2 else quote(piece.encode("utf-8", "replace"), safe="!'()*-._~")
        for index, piece in enumerate(pieces)
    )


def _headers(told: Json, inherited: tuple[Entry, ...], body: BodyTemplate | None, texts: Texts) -> tuple[Entry, ...]:
    own = [row(one, texts) for one in objects(told.get("headers"))]
    own = [one for one in own if one.key]
    if body is not None and body.mode == "formdata":  # its boundary is made when it is sent
        own = [one for one in own if not _is_plain_multipart(one)]
    names = {(one.key or "").lower() for one in own if one.enabled}
    return (*(one for one in inherited if (one.key or "").lower() not in names), *own)


def _is_plain_multipart(one: Entry) -> bool:
    return (one.key or "").lower() == "content-type" and str(one.value).strip().lower() == _MULTIPART


def _settings(told: Json, method: str, body: BodyTemplate | None) -> Json:
    found: Json = {}
    if body is not None and method in _WITHOUT_BODY:
        found["disableBodyPruning"] = True
    if told.get("followRedirects") in ("off", "on"):
        found["followRedirects"] = told["followRedirects"] == "on"
    if told.get("encodeUrl") is False:
        found["disableUrlEncoding"] = True
    if mapping(told.get("cookies")).get("send") is False:
        found["disableCookies"] = True
    return found
