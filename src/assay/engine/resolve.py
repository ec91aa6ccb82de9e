"""A request with its variables resolved: every text in it, the URL as one text that is taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from assay.engine.scopes import Scopes
from assay.engine.substitute import Substitution
from assay.formats.postman import parse_url, url_text
from assay.model.suite import Auth, BodyTemplate, Entry, RequestTemplate, UrlTemplate
from assay.model.world import World

Fill = Callable[[str], str]

_DEEPEST = 200
"""Levels of lists and objects that are looked into."""
_parsed = lru_cache(maxsize=1024)(parse_url)


def resolve(template: RequestTemplate, scopes: Scopes, world: World) -> RequestTemplate:
    """The request with the variables of the scopes in it. Raises ResolveError where they make it too large."""
    fill = Substitution(scopes, world).apply
    return RequestTemplate(
        method=fill(template.method).upper() or "GET",
        url=resolved_url(template.url, fill),
        headers=_entries(template.headers, fill),
        body=_body(template.body, fill) if template.body else None,
        auth=_auth(template.auth, fill) if template.auth else None,
        description=fill(template.description),
        proxy=_deep(template.proxy, fill),
        certificate=_deep(template.certificate, fill),
    )


def resolve_auth(auth: Auth, scopes: Scopes, world: World) -> Auth:
    """An auth that a request inherits, with the variables in its parameters."""
    return _auth(auth, Substitution(scopes, world).apply)


def resolved_url(url: UrlTemplate, fill: Fill) -> UrlTemplate:
    """The URL with its path variables and variables in place; what they brought along takes its own part."""
    text = fill(url_text(url, path_variables=True))
    if not text:
        return url
    return _parsed(text) if len(text) <= 4096 else parse_url(text)


def _auth(auth: Auth, fill: Fill) -> Auth:
    return Auth(type=auth.type, params={fill(key): _deep(value, fill) for key, value in auth.params.items()})


def _entries(entries: tuple[Entry, ...], fill: Fill) -> tuple[Entry, ...]:
    return tuple(_entry(entry, fill) if _has_variables(entry) else entry for entry in entries)


def _has_variables(entry: Entry) -> bool:
    """Whether there may be something to fill in; any text but a plain key and value is taken for yes."""
    value = entry.value
    plain = value is None or (isinstance(value, str) and "{{" not in value)
    others = entry.src or entry.content_type or entry.file_name or entry.description
    return not plain or bool(others) or "{{" in (entry.key or "")


def _entry(entry: Entry, fill: Fill) -> Entry:
    return msgspec.structs.replace(
        entry,
        key=None if entry.key is None else fill(entry.key),
        value=_deep(entry.value, fill),
        description=fill(entry.description),
        src=_src(entry.src, fill),
        content_type=fill(entry.content_type),
        file_name=None if entry.file_name is None else fill(entry.file_name),
    )


def _src(src: str | tuple[str, ...] | None, fill: Fill) -> str | tuple[str, ...] | None:
    if isinstance(src, tuple):
        return tuple(map(fill, src))
    return None if src is None else fill(src)


def _body(body: BodyTemplate, fill: Fill) -> BodyTemplate:
    return BodyTemplate(
        mode=body.mode,
        enabled=body.enabled,
        raw=fill(body.raw),
        language=None if body.language is None else fill(body.language),
        urlencoded=_entries(body.urlencoded, fill),
        formdata=_entries(body.formdata, fill),
        src=None if body.src is None else fill(body.src),
        content=None if body.content is None else fill(body.content),
        graphql=_deep(body.graphql, fill),
    )


def _deep(value: Any, fill: Fill, level: int = 0) -> Any:
    """A JSON value with each of its texts filled in; names of members stay."""
    if isinstance(value, str):
        return fill(value)
    if not isinstance(value, list | tuple | dict) or not value or level > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {key: _deep(member, fill, level + 1) for key, member in value.items()}
    return [_deep(member, fill, level + 1) for member in value]
