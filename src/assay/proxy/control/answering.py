"""One request to the control interface and its answer: routes, statuses and bodies are those of Toxiproxy 2."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from assay.model.http import Header
from assay.model.stub.answer import Answer
from assay.model.stub.received import Received
from assay.proxy import errors
from assay.proxy.collection import Collection, checked
from assay.proxy.control import shapes
from assay.proxy.control.body import decoded
from assay.proxy.control.metrics import metrics
from assay.version import __version__

SPOKEN = "2.12.0"
"""The version of Toxiproxy whose interface this is; clients compare it."""
Route = Callable[["Control", list[str], Received], Awaitable[Answer]]


class Control:
    """Answers for a collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def answer(self, request: Received) -> Answer:
        """The answer to a request, whatever it is."""
        if (request.header("User-Agent") or "").startswith("Mozilla/"):
            return _plain(403, "User agent not allowed\n")
        parts = [unquote(part) for part in request.raw_path.split("/")[1:]]
        methods = _ROUTES.get(_shape(parts))
        if methods is None or "" in parts:
            return _plain(404, "404 page not found\n")
        route = methods.get(request.method)
        if route is None:
            return Answer(status=405)
        if request.truncated:
            return _refusal(errors.bad_body("http: request body too large"))
        try:
            return await route(self, parts, request)
        except errors.Refused as refused:
            return _refusal(refused)

    async def list_proxies(self, parts: list[str], request: Received) -> Answer:
        """GET /proxies"""
        del parts, request
        return _json(200, {proxy.name: shapes.proxy_shape(proxy) for proxy in self._collection.all()})

    async def create_proxy(self, parts: list[str], request: Received) -> Answer:
        """POST /proxies"""
        del parts
        proxy = await self._collection.add(checked(shapes.wanted_proxy(decoded(request.body))))
        return _json(201, shapes.proxy_shape(proxy))

    async def populate(self, parts: list[str], request: Received) -> Answer:
        """POST /populate"""
        del parts
        try:
            proxies = await self._collection.populate(shapes.wanted_proxies(decoded(request.body)))
        except errors.Refused as refused:
            told = {"error": refused.message, "status": refused.status, "proxies": None}
            return _json(refused.status, told)
        return _json(201, {"proxies": [shapes.proxy_shape(proxy) for proxy in proxies]})

    async def show_proxy(self, parts: list[str], request: Received) -> Answer:
        """GET /proxies/{proxy}"""
        del request
        return _json(200, shapes.proxy_shape(self._collection.get(parts[1])))

    async def update_proxy(self, parts: list[str], request: Received) -> Answer:
        """POST or PATCH /proxies/{proxy}"""
        proxy = self._collection.get(parts[1])
        wanted = shapes.wanted_proxy(decoded(request.body))
        await proxy.change(
            listen=wanted.listen or proxy.listen,
            upstream=wanted.upstream or proxy.upstream,
            enabled=proxy.enabled if wanted.enabled is None else wanted.enabled,
        )
        return _json(200, shapes.proxy_shape(proxy))

    async def delete_proxy(self, parts: list[str], request: Received) -> Answer:
        """DELETE /proxies/{proxy}"""
        del request
        await self._collection.remove(parts[1])
        return Answer(status=204)

    async def list_toxics(self, parts: list[str], request: Received) -> Answer:
        """GET /proxies/{proxy}/toxics"""
        del request
        return _json(200, [shapes.toxic_shape(one) for one in self._collection.get(parts[1]).chain])

    async def create_toxic(self, parts: list[str], request: Received) -> Answer:
        """POST /proxies/{proxy}/toxics"""
        proxy = self._collection.get(parts[1])
        toxic = shapes.new_toxic(decoded(request.body))
        proxy.add(toxic)
        return _json(200, shapes.toxic_shape(toxic))

    async def show_toxic(self, parts: list[str], request: Received) -> Answer:
        """GET /proxies/{proxy}/toxics/{toxic}"""
        del request
        return _json(200, shapes.toxic_shape(self._toxic(parts)))

    async def update_toxic(self, parts: list[str], request: Received) -> Answer:
        """POST or PATCH /proxies/{proxy}/toxics/{toxic}"""
        toxic = shapes.changed_toxic(self._toxic(parts), decoded(request.body))
        self._collection.get(parts[1]).update(toxic)
        return _json(200, shapes.toxic_shape(toxic))

    async def delete_toxic(self, parts: list[str], request: Received) -> Answer:
        """DELETE /proxies/{proxy}/toxics/{toxic}"""
        del request
        self._collection.get(parts[1]).remove(parts[3])
        return Answer(status=204)

    async def reset(self, parts: list[str], request: Received) -> Answer:
        """POST /reset"""
        del parts, request
        await self._collection.reset()
        return Answer(status=204)

    async def version(self, parts: list[str], request: Received) -> Answer:
        """GET /version"""
        del parts, request
        return _json(200, {"version": f"{SPOKEN}+assay.{__version__}"}, "application/json;charset=utf-8", "\n")

    async def metrics(self, parts: list[str], request: Received) -> Answer:
        """GET /metrics"""
        del parts, request
        kind = (Header("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),)
        return Answer(headers=kind, body=metrics(self._collection).encode())

    def _toxic(self, parts: list[str]) -> Any:
        installed = self._collection.get(parts[1]).toxics.get(parts[3])
        if installed is None:
            raise errors.no_toxic()
        return installed


_ROUTES: dict[tuple[str, ...], dict[str, Route]] = {
    ("reset",): {"POST": Control.reset},
    ("populate",): {"POST": Control.populate},
    ("version",): {"GET": Control.version},
    ("metrics",): {"GET": Control.metrics},
    ("proxies",): {"GET": Control.list_proxies, "POST": Control.create_proxy},
    ("proxies", "*"): {
        "GET": Control.show_proxy,
        "POST": Control.update_proxy,
        "PATCH": Control.update_proxy,
        "DELETE": Control.delete_proxy,
    },
    ("proxies", "*", "toxics"): {"GET": Control.list_toxics, "POST": Control.create_toxic},
    ("proxies", "*", "toxics", "*"): {
        "GET": Control.show_toxic,
        "POST": Control.update_toxic,
        "PATCH": Control.update_toxic,
        "DELETE": Control.delete_toxic,
    },
}


def _shape(parts: list[str]) -> tuple[str, ...]:
    return tuple("*" if place % 2 else part for place, part in enumerate(parts))


def _json(status: int, value: Any, kind: str = "application/json", end: str = "") -> Answer:
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False) + end
    return Answer(status=status, headers=(Header("Content-Type", kind),), body=body.encode("utf-8", "replace"))


def _refusal(refused: errors.Refused) -> Answer:
    body = json.dumps({"error": refused.message, "status": refused.status}, separators=(",", ":"))
    return _plain(refused.status, body + "\n")


def _plain(status: int, text: str) -> Answer:
    """As Go's http.Error sends it, whatever the text is."""
    headers = (Header("Content-Type", "text/plain; charset=utf-8"), Header("X-Content-Type-Options", "nosniff"))
    return Answer(status=status, headers=headers, body=text.encode("utf-8", "replace"))
