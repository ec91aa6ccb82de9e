"""What a dependency answers when it is well: the real one's own answer, or that of what stands in for it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assay.app.breaking.dependencies import Dependency
from assay.app.breaking.standing_in import UNREACHED, Healthy
from assay.model.contract import Contract
from assay.model.exchange import Unanswered
from assay.model.http import BytesPart, Delivery, Header, Request, Response
from assay.model.stub.answer import Answer
from assay.model.stub.received import Received
from assay.stub.contract.responder import ContractStub
from assay.stub.stub import Stub
from assay.transport.live import Live

HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "content-length",
     "content-encoding", "expect", "accept-encoding"}
)  # fmt: skip
"""Headers of one hop (RFC 9110, 7.6.1), and those that our own client sets."""
MOST = 4 * 1024 * 1024
"""Bytes of its answer that are taken."""
PATIENCE = 10.0
"""Seconds that the real dependency has."""


@asynccontextmanager
async def healthy(dependency: Dependency) -> AsyncIterator[Healthy]:
    """Answers for one dependency, for as long as the block lasts."""
    live = Live()
    try:
        if dependency.real:
            yield _Forwarding(dependency.real, dependency.path, live)
            return
        if not dependency.stub and dependency.contract is not None:
            yield _Described(dependency.contract, dependency.path)
            return
        with Stub(dependency.stub, strict=False) as stub:
            yield _Forwarding(stub.url, "", live)
    finally:
        await live.close()


class _Described:
    """Answers as the contract says, also what the contract does not allow: that is not what is judged here."""

    def __init__(self, contract: Contract, path: str) -> None:
        self._stub = ContractStub(contract, lenient=True, bases=(path,) if path else ())

    async def __call__(self, received: Received) -> Response:
        answer = self._stub(received).answer or Answer(status=404)
        return Response(status=answer.status, headers=answer.headers, body=answer.body)


class _Forwarding:
    """Hands requests on to the real dependency."""

    def __init__(self, base_url: str, path: str, live: Live) -> None:
        self._base_url = base_url
        self._path = path
        self._live = live
        self._ids = itertools.count(1)

    async def __call__(self, received: Received) -> Response:
        exchange = await self._live(self._request(received))
        if exchange.response is None:
            assert isinstance(exchange.outcome, Unanswered)
            return Response(status=502, body=b"", headers=(Header(UNREACHED, exchange.outcome.code),))
        return exchange.response

    def _request(self, received: Received) -> Request:
        url = f"{self._base_url}{received.url.removeprefix(self._path)}"
        headers = tuple(one for one in received.headers if one[0].lower() not in HOP and one[0].lower() != "host")
        return Request(
            id=f"real-{next(self._ids)}",
            method=received.method,
            url=url,
            headers=tuple(Header(*one) for one in headers),
            body=(BytesPart(data=received.body),) if received.body else (),
            delivery=Delivery(timeout=PATIENCE, max_body=MOST),
        )
