"""What a run of the project's collection teaches: requests that are good, and where their values came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from assay.contract.matching import Match, Routes
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Request
from assay.probes.bodies import media_of

MOST_VALUES = 50_000
_SHORTEST = 3
_OWN = frozenset({"authorization", "cookie", "content-type", "content-length", "host", "user-agent", "accept",
                  "accept-encoding", "connection", "postman-token", "cache-control"})  # fmt: skip


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a value of a request was first seen: the operation whose answer held it, and its JSON Pointer there."""

    operation: str
    pointer: str


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is known to be good, with what its values hang on."""

    path: dict[str, Any] = {}
    query: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    body: Any = msgspec.UNSET
    origins: dict[str, Origin] = {}
    """By JSON Pointer into the body: what other answer gave the value."""
    before: tuple[str, ...] = ()
    """Operations that had changed the thing of the path by then, in order."""


def taught(exchanges: Iterable[Exchange], routes: Routes) -> dict[str, tuple[Taught, ...]]:
    """By operation, the requests of a run that succeeded."""
    lesson = _Lesson(routes)
    for exchange in exchanges:
        lesson.take(exchange)
    return {name: tuple(found) for name, found in lesson.found.items()}


class _Lesson:
    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self._values: dict[Any, Origin] = {}
        self._history: dict[tuple[str, ...], list[str]] = {}
        self.found: dict[str, list[Taught]] = {}

    def take(self, exchange: Exchange) -> None:
        response, request = exchange.response, exchange.request
        if response is None or not 200 <= response.status < 300:
            return
        match = self._routes.find(request.method, request.url)
        if not isinstance(match, Match):
            return
        named = {name: unquote(text) for name, text in match.values.items()}
        first = next(iter(named.items()), None)
        history = self._history.setdefault(first, []) if first else []
        operation = match.operation
        body = _body(request)
        known = self.found.setdefault(operation.name, [])
        if len(known) < 4:
            known.append(
                Taught(
                    path=named,
                    query=_declared_query(match, request),
                    headers=_declared_headers(match, request),
                    body=body if media_of(operation) is not None else msgspec.UNSET,
                    origins={pointer: self._values[value] for pointer, value in scalars(body) if value in self._values},
                    before=tuple(history),
                )
            )
        if operation.method not in ("GET", "HEAD") and operation.name not in history:
            history.append(operation.name)
        self._learn(operation.name, response.body)

    def _learn(self, operation: str, data: bytes) -> None:
        for pointer, value in scalars(_read(data)):
            if len(self._values) < MOST_VALUES:
                self._values.setdefault(value, Origin(operation=operation, pointer=pointer))


def scalars(value: Any, pointer: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Texts and numbers in a JSON value that are telling enough to be known again, with their JSON Pointers."""
    if depth > 12:
        return
    if isinstance(value, dict):
        for key, one in value.items():
            yield from scalars(one, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(value, list):
        for index, one in enumerate(value[:50]):
            yield from scalars(one, f"{pointer}/{index}", depth + 1)
    elif (isinstance(value, str) and len(value) >= _SHORTEST) or (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**_SHORTEST
    ):
        yield pointer, value


def _read(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _body(request: Request) -> Any:
    if not request.body or not all(isinstance(part, BytesPart) for part in request.body):
        return msgspec.UNSET
    data = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    if "json" in (request.header("content-type") or ""):
        found = _read(data)
        return msgspec.UNSET if found is None else found
    if "x-www-form-urlencoded" in (request.header("content-type") or ""):
        return dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
    return msgspec.UNSET


def _declared_query(match: Match, request: Request) -> dict[str, Any]:
    sent = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
    wanted = {one.name for one in match.operation.parameters if one.place == "query"}
    return {name: value for name, value in sent.items() if name in wanted}


def _declared_headers(match: Match, request: Request) -> dict[str, Any]:
    wanted = {one.name.lower(): one.name for one in match.operation.parameters if one.place == "header"}
    return {
        wanted[name.lower()]: value
        for name, value in request.headers
        if name.lower() in wanted and name.lower() not in _OWN
    }
