"""How the tests of this room send: one Live, one loop, requests one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Body, BytesPart, Delivery, Header, Request, Response
from assay.transport.live import Live

T = TypeVar("T")
TIMEOUT = 5.0


def request(
    url: str,
    method: str = "GET",
    *,
    headers: tuple[tuple[str, str], ...] = (),
    body: Body | bytes = (),
    **delivery: object,
) -> Request:
    """A request with a short time limit; further keywords go into its Delivery."""
    parts = (BytesPart(data=body),) if isinstance(body, bytes) else body
    return Request(
        id=f"{method} {url}",
        method=method,
        url=url,
        headers=tuple(Header(*pair) for pair in headers),
        body=parts,
        delivery=Delivery(**{"timeout": TIMEOUT, **delivery}),  # type: ignore[arg-type]
    )


def with_live(use: Callable[[Live], Awaitable[T]]) -> T:
    """Run `use` with a Live of its own, and close it."""
    results: list[T] = []  # a result of asyncio.run() is written out as text once, whole bodies and all

    async def run() -> None:
        live = Live()
        try:
            results.append(await use(live))
        finally:
            await live.close()

    asyncio.run(run())
    return results[0]


def send_all(*requests: Request) -> list[Exchange]:
    """Send one after another through one pool."""

    async def use(live: Live) -> list[Exchange]:
        return [await live(each) for each in requests]

    return with_live(use)


def send(each: Request) -> Exchange:
    """Send one."""
    return send_all(each)[0]


def answered(exchange: Exchange) -> Response:
    """The response, or a failure that tells the outcome."""
    assert exchange.response is not None, exchange.outcome
    return exchange.response


def failed(exchange: Exchange) -> Unanswered:
    """The failure, or a failure that tells the outcome."""
    assert isinstance(exchange.outcome, Unanswered), exchange.outcome
    return exchange.outcome
