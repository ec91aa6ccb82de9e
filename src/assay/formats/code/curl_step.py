"""One step as the words of a curl command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from assay.formats.code.shell_variables import Names
from assay.formats.postman import url_text
from assay.formats.shell import quoted
from assay.formats.walk import Spot
from assay.model.suite import Auth, BodyTemplate, Entry

_LANGUAGES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
}


_VARIABLE = re.compile(r"(\{\{[^{}]*\}\})")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Groups of words, each of which may stand in a line of its own, and what they lack."""

    words: tuple[str, ...]
    losses: tuple[str, ...]


def told_step(spot: Spot, names: Names) -> Told:
    """The command for a step; `names` collects the variables."""
    request = spot.step.request
    losses: list[str] = []
    writing = _Writing(names, losses)
    has_body = request.body is not None and request.body.enabled
    auth, query = writing.auth(spot.auth)
    url = msgspec.structs.replace(request.url, query=(*request.url.query, *query))
    start = ["curl", *_method(request.method, has_body), *_settings(spot.step.settings, losses)]
    words = [
        " ".join([*start, "--globoff", writing.word(_encoded(url_text(url, path_variables=True)))]),
        *auth,
        *writing.headers(request.headers),
        *(writing.body(request.body, request.headers) if request.body is not None and has_body else ()),
    ]
    if any(not row.enabled for row in (*request.headers, *request.url.query)):
        losses.append("what is switched off (headers, parameters)")
    if request.proxy or request.certificate:
        losses.append("the proxy or the client certificate")
    return Told(words=tuple(words), losses=tuple(losses))


def _encoded(url: str) -> str:
    """The URL with what curl refuses or Postman encodes escaped; variables stand as they are."""
    pieces = _VARIABLE.split(url)
    return "".join(
        piece if index % 2 else quote(piece, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
        for index, piece in enumerate(pieces)
    )


def _method(method: str, has_body: bool) -> list[str]:
    if method == "HEAD" and not has_body:
        return ["--head"]
    return [] if method == ("POST" if has_body else "GET") else ["-X", quoted(method)]


def _settings(settings: dict[str, Any], losses: list[str]) -> Iterator[str]:
    known = {"followRedirects", "strictSSL", "maxRedirects", "protocolVersion", "disableBodyPruning"}
    if settings.get("followRedirects", True):
        yield "--location"
    if settings.get("strictSSL") is False:
        yield "--insecure"
    if isinstance(most := settings.get("maxRedirects"), int):
        yield f"--max-redirs {most}"
    version = {"http1": "--http1.1", "http2": "--http2"}.get(str(settings.get("protocolVersion")))
    yield from [version] if version else []
    if others := sorted(settings.keys() - known):
        losses.append(f"the settings {', '.join(others)}")


class _Writing:
    """Writes texts of one step, and notes what is lost."""

    def __init__(self, names: Names, losses: list[str]) -> None:
        self._names = names
        self._losses = losses

    def word(self, text: str) -> str:
        return self._names.word(text, self._losses)

    def headers(self, rows: tuple[Entry, ...]) -> list[str]:
        enabled = [(row.key or "", _text(row.value)) for row in rows if row.enabled]
        return [f"-H {self.word(f'{name}: {value}' if value else f'{name};')}" for name, value in enabled if name]

    def auth(self, auth: Auth | None) -> tuple[list[str], tuple[Entry, ...]]:
        """(words, parameters for the URL)."""
        if auth is None or auth.type == "noauth":
            return [], ()
        params = {key: _text(value) for key, value in auth.params.items()}
        user = f"{params.get('username', '')}:{params.get('password', '')}"
        if auth.type in ("basic", "digest", "ntlm"):
            return [" ".join([*([] if auth.type == "basic" else [f"--{auth.type}"]), f"-u {self.word(user)}"])], ()
        if auth.type == "apikey":
            return self._api_key(params)
        token = params.get("token") or params.get("accessToken", "")
        if auth.type in ("bearer", "oauth2") and token:
            return [f"-H {self.word(f'Authorization: Bearer {token}')}"], ()
        self._losses.append(f"the {auth.type} authentication")
        return [], ()

    def _api_key(self, params: dict[str, str]) -> tuple[list[str], tuple[Entry, ...]]:
        key, value = params.get("key", ""), params.get("value", "")
        if params.get("in") == "query":
            return [], (Entry(key=key, value=value),)
        return [f"-H {self.word(f'{key}: {value}')}"], ()

    def body(self, body: BodyTemplate, headers: tuple[Entry, ...]) -> Iterator[str]:
        typed = any((row.key or "").lower() == "content-type" for row in headers if row.enabled)
        if body.mode == "urlencoded":
            yield from (
                f"--data-urlencode {self.word(f'{row.key}={_text(row.value)}')}" for row in _on(body.urlencoded)
            )
        elif body.mode == "formdata":
            for row in _on(body.formdata):
                yield from self._field(row)
        elif body.mode == "file":
            yield from [] if typed else ["-H 'Content-Type:'"]
            yield f"--data-binary {self.word('@' + (body.src or ''))}"
            self._losses += ["the content of the file, which is inside the collection"] if body.content else []
        else:
            text, kind = _text_of(body)
            yield from [] if typed else [f"-H {quoted(f'Content-Type: {kind}')}"]
            yield f"--data-raw {self.word(text)}"
        if any(not row.enabled for row in (*body.urlencoded, *body.formdata)):
            self._losses.append("what is switched off (fields)")

    def _field(self, row: Entry) -> Iterator[str]:
        kind = f";type={row.content_type}" if row.content_type else ""
        if row.type != "file":
            plain = f"{row.key}={_text(row.value)}"
            yield f"--form-string {self.word(plain)}"
            self._losses += [f"the type of the field {row.key!r}"] if kind else []
            return
        name = f";filename={row.file_name}" if row.file_name else ""
        for path in row.src if isinstance(row.src, tuple) else (row.src or "",):
            yield f"-F {self.word(f'{row.key}=@{path}{kind}{name}')}"


def _on(rows: tuple[Entry, ...]) -> Iterator[Entry]:
    return (row for row in rows if row.enabled)


def _text_of(body: BodyTemplate) -> tuple[str, str]:
    """(content, media type)."""
    if body.mode == "graphql":
        told = {key: value for key, value in body.graphql.items() if value not in (None, "")}
        variables = told.get("variables")
        if isinstance(variables, str):
            try:
                told["variables"] = msgspec.json.decode(variables)
            except msgspec.MsgspecError:
                del told["variables"]
        return msgspec.json.encode(told).decode(), "application/json"
    return body.raw, _LANGUAGES.get(body.language or "", "text/plain")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
