"""The control interface at an address, over a collection of proxies: what `assay proxy --control` runs."""

from __future__ import annotations

import asyncio

from assay.model.stub.answer import rendered
from assay.model.stub.received import Received
from assay.proxy.collection import Collection
from assay.proxy.control.answering import Control
from assay.wire.limits import Limits
from assay.wire.server import Server

_LIMITS = Limits(connections=200, body=8 * 1024 * 1024, memory=32 * 1024 * 1024)


def control_server(collection: Collection, *, host: str, port: int) -> Server:
    """A server that is not started yet. Requests are carried out one after the other, in the order they came."""
    control = Control(collection)
    turn = asyncio.Lock()

    async def handle(request: Received) -> bytes:
        async with turn:
            answer = await control.answer(request)
        return rendered(answer.status, answer.reason, answer.headers, answer.body)

    return Server(handle, host=host, port=port, limits=_LIMITS)
