"""The body of a request in an archive: text, a form, parts, or bytes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from assay.formats.code.faithful import form_pairs
from assay.formats.har.parts import as_text, objects, octets, text
from assay.formats.har.secrets import Vault
from assay.model.names import is_secret
from assay.model.suite import BodyTemplate, Entry

_BOUNDARY = re.compile(r"boundary=\"?([^\";\s]{1,200})")
_PARAMETER = re.compile(r"([\w*-]{1,30})=(?:\"([^\"\r\n]*)\"|([^;\s]+))")
_LANGUAGES = (("json", "json"), ("xml", "xml"), ("html", "html"), ("javascript", "javascript"), ("text/plain", "text"))
FORM = "application/x-www-form-urlencoded"
Note = Callable[[str], None]


def read_body(post: Any, vault: Vault, note: Note) -> BodyTemplate | None:
    """The body; None where there is none."""
    if not isinstance(post, dict):
        return None
    kind = text(post.get("mimeType")).partition(";")[0].strip().lower()
    params = objects(post.get("params"))
    data = octets(post)
    if data is None and isinstance(post.get("text"), str):
        note("its body is said to be base64, and is none")
    told = as_text(data) if data is not None else None
    if kind.startswith("multipart/"):
        return _multipart(post, params, told, vault)
    if kind == FORM and (body := _form(params, told, vault)):
        return body
    if data and told is None:
        return BodyTemplate(mode="file", content=base64.b64encode(data).decode())
    if told:
        return BodyTemplate(mode="raw", raw=vault.look(told), language=language(kind))
    return _form(params, None, vault)


def language(kind: str) -> str | None:
    """Postman's name for a media type."""
    return next((name for mark, name in _LANGUAGES if mark in kind), None)


def _form(params: list[dict[str, Any]], told: str | None, vault: Vault) -> BodyTemplate | None:
    """The text is exact, and wins over the parameters, which some programs decode and some do not."""
    pairs = form_pairs(told) if told else None
    if pairs is None and params:
        pairs = [(text(one.get("name")), text(one.get("value"))) for one in params]
    if pairs is None:
        return None
    hidden = [(name, vault.put(name, value) if is_secret(name) else value) for name, value in pairs]
    return BodyTemplate(mode="urlencoded", urlencoded=tuple(Entry(key=name, value=value) for name, value in hidden))


def _multipart(post: dict[str, Any], params: list[dict[str, Any]], told: str | None, vault: Vault) -> BodyTemplate:
    if params:
        return BodyTemplate(mode="formdata", formdata=tuple(_param(one, vault) for one in params))
    boundary = _BOUNDARY.search(text(post.get("mimeType")))
    pieces = told.split(f"--{boundary[1]}") if told and boundary else []
    found = (_piece(piece, vault) for piece in pieces[1:])
    return BodyTemplate(mode="formdata", formdata=tuple(one for one in found if one is not None))


def _param(param: dict[str, Any], vault: Vault) -> Entry:
    name, kind = text(param.get("name")), text(param.get("contentType"))
    if file := text(param.get("fileName")):
        return Entry(key=name, value="", type="file", src=file, content_type=kind)
    return _field(name, text(param.get("value")), kind, vault)


def _field(name: str, value: str, kind: str, vault: Vault) -> Entry:
    return Entry(key=name, value=vault.put(name, value) if is_secret(name) else value, type="text", content_type=kind)


def _piece(piece: str, vault: Vault) -> Entry | None:
    """A part of a body as it was sent: browsers leave the content of files out."""
    head, blank, content = piece.replace("\r\n", "\n").strip("\n").partition("\n\n")
    headers = {name.strip().lower(): value for name, _, value in (line.partition(":") for line in head.split("\n"))}
    told = {match[1].lower(): match[2] if match[2] is not None else match[3]
            for match in _PARAMETER.finditer(headers.get("content-disposition", ""))}  # fmt: skip
    if "name" not in told:
        return None
    kind = headers.get("content-type", "").strip()
    if "filename" in told:
        return Entry(key=told["name"], value="", type="file", src=told["filename"], content_type=kind)
    return _field(told["name"], content if blank else "", kind, vault)
