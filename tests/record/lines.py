"""Records to be written, masked and put in order."""

from __future__ import annotations

from typing import Any

from assay.model.event import (
    Cursor,
    Event,
    Exchanged,
    ItemEnded,
    ItemRef,
    IterationEnded,
    IterationStarted,
    Logged,
    Record,
    RunEnded,
    RunStarted,
)
from assay.model.exchange import Answered, Exchange
from assay.model.http import BytesPart, Header, Request, Response

ITEM = ItemRef(id="i1", name="Login")


def record(event: Event) -> Record:
    return Record(at=1_700_000_000.0, event=event)  # type: ignore[arg-type]


def started(**fields: Any) -> Record:
    values: dict[str, Any] = {
        "run": "r",
        "command": "run",
        "name": "Shop",
        "suite": {},
        "environment": {},
        "globals": {},
        "iterations": 1,
        "items": 1,
        "seed": 1,
        "version": "0",
    }
    return record(RunStarted(**(values | fields)))


def ended(ending: Any = "finished") -> Record:
    return record(RunEnded(ending=ending))


def logged(*values: Any, iteration: int = 0, part: int = 0) -> Record:
    cursor = Cursor(iteration=iteration, part=part, ref=f"{iteration}.{part}")
    return record(Logged(cursor=cursor, item=ITEM, level="log", values=values))


def iteration(number: int, part: int = 0) -> tuple[Record, Record]:
    cursor = Cursor(iteration=number, part=part)
    return record(IterationStarted(cursor=cursor)), record(IterationEnded(cursor=cursor))


def item_ended() -> Record:
    return record(ItemEnded(cursor=Cursor(), item=ITEM))


def exchanged(
    *,
    url: str = "http://shop.test/login",
    sent: dict[str, str] | None = None,
    body: bytes = b"",
    answered: dict[str, str] | None = None,
    answer: bytes = b"",
) -> Record:
    request = Request(
        id="q",
        method="POST",
        url=url,
        headers=tuple(Header(name, value) for name, value in (sent or {}).items()),
        body=(BytesPart(data=body),) if body else (),
    )
    headers = tuple(Header(name, value) for name, value in (answered or {}).items())
    response = Response(status=200, headers=headers, body=answer)
    exchange = Exchange(id="x", request=request, outcome=Answered(response=response))
    return record(Exchanged(cursor=Cursor(), item=ITEM, source="collection", exchange=exchange))
