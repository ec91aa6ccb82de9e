"""What stands in for a dependency, asked over real sockets: faults on and off, in a row, and what was heard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx

from assay.app.breaking.dependencies import Dependency
from assay.app.breaking.standing_in import StandIns
from assay.model.command import Calm, Disturb
from assay.model.dependency import Heard, Trouble
from assay.model.http import Header, Response
from assay.model.stub.received import Received
from assay.model.stub.reply import Fault

LEVEL = {"available": 7, "status": "plenty"}


@asynccontextmanager
async def stock() -> AsyncIterator[tuple[StandIns, httpx.AsyncClient]]:
    """A stand-in for `stock`, and a client that keeps its connection."""

    async def healthy(_: Received) -> Response:
        headers = (Header("Content-Type", "application/json"),)
        return Response(status=200, headers=headers, body=json.dumps(LEVEL).encode())

    stand_ins = StandIns()
    dependency = Dependency(name="stock", host="127.0.0.1", port=0, variable="STOCK_URL", path="/v2")
    stack = await stand_ins.open(dependency, healthy)
    async with stack, httpx.AsyncClient(base_url=stand_ins.variables["STOCK_URL"], timeout=5) as client:
        yield stand_ins, client


def played(play: Callable[[StandIns, httpx.AsyncClient], Awaitable[None]]) -> None:
    async def within() -> None:
        async with stock() as (stand_ins, client):
            await play(stand_ins, client)

    asyncio.run(within())


def on(fault: str, phase: str, pointer: str = "", then: Trouble | None = None) -> Disturb:
    trouble = Trouble(fault=Fault(name=fault), phase=phase, pointer=pointer)
    return Disturb(dependency="stock", call="GET /levels/{level_id}", trouble=trouble, then=then)


async def heard_by(stand_ins: StandIns) -> tuple[Heard, ...]:
    heard = await stand_ins(Calm())
    assert heard is not None
    return heard


def test_a_healthy_call_is_handed_on_and_heard() -> None:
    async def play(stand_ins: StandIns, client: httpx.AsyncClient) -> None:
        assert (await client.get("/levels/17", headers={"X-Idempotency-Key": "k"})).json() == LEVEL
        (one,) = await heard_by(stand_ins)
        assert (one.call, one.target, one.fault) == ("GET /levels/{level_id}", "/v2/levels/17", "")
        assert one.key
        assert one.response is not None
        assert await heard_by(stand_ins) == ()

    played(play)


def test_a_fault_is_on_until_calm() -> None:
    async def play(stand_ins: StandIns, client: httpx.AsyncClient) -> None:
        await stand_ins(on("status-503", "status"))
        assert stand_ins.disturbed
        assert [(await client.get("/levels/17")).status_code for _ in range(2)] == [503, 503]
        assert (await client.get("/others/17")).status_code == 200
        heard = await heard_by(stand_ins)
        assert [one.fault for one in heard] == ["status-503", "status-503", ""]
        assert [one.reached for one in heard] == [False, False, True]
        assert not stand_ins.disturbed
        assert (await client.get("/levels/17")).status_code == 200

    played(play)


def test_of_two_in_a_row_the_second_is_met_from_the_second_call_on() -> None:
    async def play(stand_ins: StandIns, client: httpx.AsyncClient) -> None:
        await stand_ins(on("status-503", "status", then=Trouble(fault=Fault(name="status-500"), phase="status")))
        assert [(await client.get("/levels/17")).status_code for _ in range(3)] == [503, 500, 500]

    played(play)


def test_a_change_of_the_answer_is_told_with_both() -> None:
    async def play(stand_ins: StandIns, client: httpx.AsyncClient) -> None:
        await stand_ins(on("negative-number", "semantic", "/available"))
        assert (await client.get("/levels/17")).json() == {**LEVEL, "available": -7}
        (one,) = await heard_by(stand_ins)
        assert one.given is not None
        assert one.response is not None
        assert json.loads(one.response.body) == LEVEL

    played(play)


def test_a_client_that_keeps_its_connection_meets_a_fault_of_the_connection() -> None:
    async def play(stand_ins: StandIns, client: httpx.AsyncClient) -> None:
        assert (await client.get("/levels/17")).status_code == 200
        for fault in ("reset-on-connect", "refused"):
            await stand_ins(on(fault, "connection"))
            try:
                await client.get("/levels/17")
            except httpx.TransportError:
                pass
            else:
                raise AssertionError(f"{fault} was not met")
            await heard_by(stand_ins)
            assert (await client.get("/levels/17")).status_code == 200

    played(play)


def test_who_waits_when_it_is_over_waits_no_longer() -> None:
    async def play(stand_ins: StandIns, client: httpx.AsyncClient) -> None:
        await stand_ins(on("timeout-before-answer", "request"))
        waiting = asyncio.create_task(client.get("/levels/17"))
        while not stand_ins.called:
            await asyncio.sleep(0.01)
        await heard_by(stand_ins)
        (failure,) = await asyncio.gather(waiting, return_exceptions=True)
        assert isinstance(failure, httpx.TransportError)
        assert not isinstance(failure, httpx.TimeoutException)

    played(play)
