"""The ledger as a bare ASGI application, with or without defects."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from tests.fourth_api import customers, invoices, office
from tests.fourth_api.defects import DEFECTS
from tests.fourth_api.gate import CONTRACT, Answer, Call, Handler, Refusal, admit, refused, validators
from tests.fourth_api.world import World

HANDLERS: dict[str, Handler] = {**customers.HANDLERS, **invoices.HANDLERS, **office.HANDLERS}
Message = MutableMapping[str, Any]
App = Callable[
    [dict[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]


def create_app(defects: Iterable[str] = ()) -> App:
    """An application of its own, with the start data. ValueError for a defect that there is not."""
    defects = frozenset(defects)
    if unknown := defects - DEFECTS.keys():
        raise ValueError(f"there is no defect {sorted(unknown)}")
    world = World(defects)
    checking = validators(world)

    async def app(
        scope: dict[str, Any], receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] == "lifespan":
            await _living(receive, send)
        else:
            await _write(await _answered(world, checking, scope, await _read(receive)), send)

    return app


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


ROUTES = [
    (_pattern(path), item)
    for path, item in sorted(CONTRACT["paths"].items(), key=lambda pair: "{" in pair[0].rsplit("/", 1)[-1])
]


async def _answered(world: World, checking: Callable[[str], Any], scope: Message, data: bytes) -> Answer:
    call = None
    try:
        ids, item = _routed(scope["path"])
        method = scope["method"]
        if method == "PUT" and "put" not in item and world.has("put-answered") and "invoice_id" in ids:
            method = "GET"
        operation = item.get(method.lower())
        if operation is None:
            raise Refusal(405, "Not with this method.")
        call = _call(world, checking, scope, data, ids, operation)
        declared = operation.get("security", CONTRACT["security"])
        admit(call, declared[0]["key"] if declared else None)
        return await HANDLERS[operation["operationId"]](call)
    except Refusal as refusal:
        answer = refused(call, refusal)
        if refusal.status == 405:
            answer.headers["Allow"] = ", ".join(name.upper() for name in item if name != "parameters")
        return answer
    except Exception:  # noqa: BLE001  # whatever else goes wrong here is ours: the caller learns nothing of it
        return refused(call, Refusal(500, "Something went wrong."))


def _routed(path: str) -> tuple[dict[str, str], dict[str, Any]]:
    for pattern, item in ROUTES:
        if found := pattern.fullmatch(path):
            return found.groupdict(), item
    raise Refusal(404, "There is nothing here.")


def _call(
    world: World, checking: Callable[[str], Any], scope: Message, data: bytes, ids: dict[str, str], operation: Any
) -> Call:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Call(world, scope["method"], operation["operationId"], ids, query, headers, data, checking)


async def _living(receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _read(receive: Callable[[], Awaitable[Message]]) -> bytes:
    data: bytes = b""
    while True:
        message = await receive()
        data += message.get("body", b"")
        if not message.get("more_body"):
            return data


async def _write(answer: Answer, send: Callable[[Message], Awaitable[None]]) -> None:
    data = b""
    if answer.status != 204:
        data = (answer.content if isinstance(answer.content, str) else json.dumps(answer.content)).encode()
        answer.headers["Content-Type"] = answer.media
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
