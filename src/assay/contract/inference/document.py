"""An OpenAPI document that every exchange which was seen fulfils: operations, parameters, bodies and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from assay.contract.inference.paths import templates
from assay.contract.inference.schema import infer
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Request, Response
from assay.model.names import is_secret

MOST_SAMPLES = 50
"""Bodies of one kind that a schema is inferred from."""
_TOLD = ("idempotency-key", "if-match", "if-none-match", "x-tenant", "x-tenant-id")
_ID_FIELD = re.compile(r"(?:^|_)(?:id|uuid|key|slug|code)$|Id$")
_MASKED = re.compile(r"\*\*\*")


def inferred(exchanges: Iterable[Exchange], *, title: str, server: str) -> dict[str, Any]:
    """The document (OpenAPI 3.1). Exchanges that nobody answered, or of another origin than `server`, are left out."""
    seen = [one for one in exchanges if one.response is not None and one.request.url.startswith(server)]
    names = templates([_path(one.request, server) for one in seen], _ids(seen))
    operations: dict[tuple[str, str], _Operation] = {}
    for one in seen:
        path = _path(one.request, server)
        key = (names[path], one.request.method.lower())
        operations.setdefault(key, _Operation(key[0])).add(one, path)
    paths: dict[str, Any] = {}
    for (path, method), operation in sorted(operations.items()):
        paths.setdefault(path, {})[method] = operation.shown()
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "inferred", "x-inferred": True},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"securitySchemes": _SCHEMES},
    }


_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}


class _Operation:
    """What was seen of one method of one path."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._variables: dict[str, list[str]] = {}
        self._queries: dict[str, list[str]] = {}
        self._headers: dict[str, str] = {}
        self._bodies: list[Any] = []
        self._media = ""
        self._answers: dict[str, list[Response]] = {}
        self._schemes: set[str] = set()
        self._open = False
        self._tags = [part for part in path.split("/") if part and "{" not in part and not re.fullmatch(r"v\d+", part)]

    def add(self, exchange: Exchange, path: str) -> None:
        """One more exchange. What a request must look like is learnt of those that succeeded alone."""
        request, response = exchange.request, exchange.response
        assert response is not None, "only what was answered is looked at"
        answers = self._answers.setdefault(str(response.status), [])
        if len(answers) < MOST_SAMPLES:
            answers.append(response)
        if not 200 <= response.status < 300:
            return
        for name, value in zip(_names(self._path), _values(self._path, path), strict=False):
            self._variables.setdefault(name, []).append(value)
        for name, value in parse_qsl(urlsplit(request.url).query, keep_blank_values=True):
            self._queries.setdefault(name, []).append(value)
        self._headers |= {name: value for name, value in request.headers if name.lower() in _TOLD}
        self._credentials(request)
        self._body(request)

    def _credentials(self, request: Request) -> None:
        scheme = (request.header("authorization") or "").partition(" ")[0].lower()
        found = {"bearer": "bearer", "basic": "basic"}.get(scheme)
        found = found or ("key" if request.header("x-api-key") else None)
        found = found or ("session" if request.header("cookie") else None)
        if found is None:
            self._open = True
        else:
            self._schemes.add(found)

    def _body(self, request: Request) -> None:
        data = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
        if not data:
            return
        self._media = (request.header("content-type") or "application/octet-stream").partition(";")[0].strip()
        if "json" in self._media and len(self._bodies) < MOST_SAMPLES:
            value = _json(data)
            if value is not None:
                self._bodies.append(value)

    def shown(self) -> dict[str, Any]:
        """As OpenAPI writes it."""
        shown: dict[str, Any] = {"tags": self._tags[:1]} if self._tags else {}
        parameters = [*self._path_parameters(), *self._query_parameters(), *self._header_parameters()]
        if parameters:
            shown["parameters"] = parameters
        if self._media:
            shown["requestBody"] = {"required": True, "content": {self._media: self._content()}}
        seen = {status: _answer(found) for status, found in sorted(self._answers.items())}
        shown["responses"] = {**seen, "default": {"description": "Not seen."}}
        shown["security"] = [] if self._open else [{name: []} for name in sorted(self._schemes)]
        return shown

    def _path_parameters(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "path", "required": True, "schema": _texts(self._variables.get(name, []))}
            for name in _names(self._path)
        ]

    def _query_parameters(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "query", "schema": _texts(values)}
            for name, values in self._queries.items()
            if not is_secret(name)
        ]

    def _header_parameters(self) -> list[dict[str, Any]]:
        return [{"name": name, "in": "header", "schema": {"type": "string"}} for name in self._headers]

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = {"schema": infer(self._bodies)} if self._bodies else {}
        example = next((one for one in self._bodies if not _has_secret(one)), None)
        return content if example is None else {**content, "example": example}


def _answer(responses: list[Response]) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": responses[0].reason or f"As seen {len(responses)} times."}
    media = (responses[0].header("content-type") or "").partition(";")[0].strip()
    if not media or not any(one.body for one in responses):
        return shown
    content: dict[str, Any] = {}
    if "json" in media:
        content["schema"] = infer([value for one in responses if (value := _json(one.body)) is not None])
    return {**shown, "content": {media: content}}


def _texts(values: list[str]) -> dict[str, Any]:
    """The schema of what is written as text: a number only where each was one."""
    if values and all(re.fullmatch(r"-?\d{1,15}", value) for value in values):
        return {"type": "integer"}
    if values and all(value in ("true", "false") for value in values):
        return {"type": "boolean"}
    found = infer(values) if values else {}
    return {"type": "string", **({"format": found["format"]} if "format" in found else {})}


def _path(request: Request, server: str) -> str:
    rest = request.url[len(server) :]
    return "/" + re.split(r"[?#]", rest, maxsplit=1)[0].strip("/")


def _names(path: str) -> list[str]:
    return re.findall(r"\{([^{}]+)\}", path)


def _values(template: str, path: str) -> list[str]:
    pairs = zip(template.split("/"), path.split("/"), strict=False)
    return [unquote(value) for part, value in pairs if part.startswith("{")]


def _ids(exchanges: list[Exchange]) -> frozenset[str]:
    """What answers gave as ids; plain words are none, since a path may hold the same word."""
    found: set[str] = set()
    for one in exchanges:
        if one.response is not None:
            _collect(_json(one.response.body), found, 0)
    return frozenset(found)


def _collect(value: Any, found: set[str], depth: int) -> None:
    if depth > 8 or len(found) > 20_000:
        return
    if isinstance(value, list):
        for one in value[:200]:
            _collect(one, found, depth + 1)
    elif isinstance(value, dict):
        for name, one in value.items():
            plain = isinstance(one, str | int) and not isinstance(one, bool)
            if plain and _ID_FIELD.search(name) and re.search(r"[\d_-]", str(one)):
                found.add(str(one))
            _collect(one, found, depth + 1)


def _has_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return any(is_secret(name) or _has_secret(one) for name, one in value.items())
    if isinstance(value, list):
        return any(map(_has_secret, value))
    return isinstance(value, str) and _MASKED.search(value) is not None


def _json(data: bytes) -> Any:
    try:
        return json.loads(data) if data else None
    except (ValueError, RecursionError):
        return None
