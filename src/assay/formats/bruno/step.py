"""One request of Bruno as a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from assay.formats.bruno.auth import mode_of, params_of, to_auth
from assay.formats.bruno.body import Body, entry, objects, to_body
from assay.formats.bruno.scripts import after, before, to_scripts
from assay.formats.bruno.texts import to_postman, unusual
from assay.formats.ecmascript import to_number, to_string
from assay.formats.postman import parse_url
from assay.formats.postman.ids import stable_id
from assay.model.suite import Auth, Entry, RequestTemplate, Step, UrlTemplate

Json = dict[str, Any]
Warn = Callable[[str], None]
_WITHOUT_BODY = frozenset({"GET", "HEAD"})


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a request inherits that Postman has no place for: headers, and a type of auth that a script does."""

    headers: tuple[Json, ...] = ()
    wsse: Json | None = None


def to_step(item: Json, place: str, around: Around, warn: Warn) -> Step:
    """The step. `place` tells its id from those of others; `warn` hears what is not kept."""
    request: Json = item["request"] if isinstance(item.get("request"), dict) else {}
    for what in dict.fromkeys(_told(request)):
        warn(what)
    name = to_string(item.get("name") or "") or to_string(request.get("url") or "")
    method = to_string(request.get("method") or "GET").upper()
    body = to_body(request.get("body"), warn)
    mode = mode_of(request.get("auth"))
    wsse = params_of(request["auth"]) if mode == "wsse" else around.wsse if mode == "inherit" else None
    identity = stable_id("bruno", place, name)
    return Step(
        id=identity,
        name=name,
        request=RequestTemplate(
            method=method,
            url=_url(request),
            headers=_headers(request, around, body),
            body=body.template,
            auth=Auth(type="noauth") if wsse is not None else to_auth(request.get("auth"), warn),
        ),
        scripts=to_scripts(identity, {"prerequest": before(request, warn, wsse=wsse), "test": after(request, warn)}),
        settings=_settings(item.get("settings"), method, body, warn),
        description=request["docs"] if isinstance(request.get("docs"), str) else "",
    )


def _told(request: Json) -> Iterator[str]:
    """What has to be said of the variables in any text of the request."""
    pending: list[Any] = [request.get(key) for key in ("url", "params", "headers", "body", "auth", "vars")]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield from unusual(value)
        elif isinstance(value, dict | list):
            pending += value.values() if isinstance(value, dict) else value


def _url(request: Json) -> UrlTemplate:
    """The query of the URL counts; the rows beside it tell what is switched off, and descriptions."""
    url = parse_url(to_postman(to_string(request.get("url") or "").strip()))
    params = objects(request.get("params"))
    rows = [entry(row) for row in params if row.get("type") != "path"]
    paths = tuple(entry(row) for row in params if row.get("type") == "path")
    named = {row.key for row in paths}
    variables = (*paths, *(row for row in url.variables if row.key not in named))
    enabled = [(row.key, row.value or "") for row in rows if row.enabled]
    if enabled == [(row.key, row.value or "") for row in url.query] or not url.query:
        query = tuple(rows)
    else:
        query = (*url.query, *(row for row in rows if not row.enabled))
    return msgspec.structs.replace(url, query=query, variables=variables)


def _headers(request: Json, around: Around, body: Body) -> tuple[Entry, ...]:
    """Those of the folders too; of several of one name, the nearest counts."""
    found: dict[str, Entry] = {}
    off: list[Entry] = []
    for row in (*around.headers, *objects(request.get("headers"))):
        one = entry(row)
        if one.enabled and one.key:
            found[one.key] = one
        elif one.key and row not in around.headers:
            off.append(one)
    typed = any(name.lower() == "content-type" for name in found)
    if body.content_type and not typed:
        found["Content-Type"] = Entry(key="Content-Type", value=body.content_type)
    return (*found.values(), *off)


def _settings(told: Any, method: str, body: Body, warn: Warn) -> Json:
    settings: Json = told if isinstance(told, dict) else {}
    found: Json = {}
    if body.template is not None and method in _WITHOUT_BODY:
        found["disableBodyPruning"] = True
    if str(settings.get("followRedirects")).lower() == "false":
        found["followRedirects"] = False
    redirects = to_number(settings.get("maxRedirects")) if settings.get("maxRedirects") is not None else None
    if redirects is not None:
        found["maxRedirects"] = redirects
    timeout = settings.get("timeout")
    if timeout not in (None, "", 0, "0", "inherit"):
        warn(f"the timeout of {to_string(timeout)[:20]} ms is not kept: --timeout-request sets one")
    return found
