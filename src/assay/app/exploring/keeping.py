"""Tells what was sent by hand as the events of a run, so that the log, the history and every report know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from assay.model.event import (
    AnyEvent,
    Cursor,
    Exchanged,
    Explored,
    ItemEnded,
    ItemRef,
    ItemStarted,
    IterationEnded,
    IterationStarted,
    RunEnded,
    RunStarted,
)
from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.explanation import Explanation
from assay.model.transfer import Carried
from assay.version import __version__

LONGEST_NAME = 200
Role = Literal["final", "redirected", "challenged", "retried"]
Ending = Literal["finished", "bailed", "timed out", "interrupted", "failed"]


def begun(run: str, target: str, command: str = "curl", environment: str = "") -> Iterator[AnyEvent]:
    """The first events of a command."""
    yield RunStarted(
        run=run,
        command=command,
        name=f"assay {command}",
        suite={},
        environment={},
        globals={},
        iterations=1,
        items=1,
        seed=0,
        version=__version__,
        target=target,
        environment_name=environment,
    )
    yield IterationStarted(cursor=Cursor())


def told(
    carried: Carried, explanations: tuple[Explanation, ...], number: int, new_id: Callable[[], str]
) -> Iterator[AnyEvent]:
    """The events of one transfer."""
    cursor = Cursor(position=number, ref=new_id())
    last = carried.last
    request = last.request if last else None
    name = f"{request.method} {request.url}" if request else carried.transfer.url
    item = ItemRef(id=new_id(), name=name[:LONGEST_NAME])
    yield ItemStarted(cursor=cursor, item=item)
    for at, exchange in enumerate(carried.exchanges):
        yield Exchanged(
            cursor=cursor,
            item=item,
            source="collection",
            exchange=exchange,
            role=role(exchange, at == len(carried.exchanges) - 1),
            attempt=1,
        )
    yield Explored(
        cursor=cursor,
        item=item,
        transfer=carried.transfer,
        exchanges=tuple(exchange.id for exchange in carried.exchanges),
        code=carried.code,
        error=carried.error,
        explanations=explanations,
    )
    yield ItemEnded(cursor=cursor, item=item)


def role(exchange: Exchange, last: bool) -> Role:
    """What became of an exchange, for those who read the log."""
    if last:
        return "final"
    if isinstance(exchange.outcome, Unanswered):
        return "retried"
    assert isinstance(exchange.outcome, Answered)
    status = exchange.outcome.response.status
    if status in (401, 407):
        return "challenged"
    return "redirected" if 300 <= status < 400 else "retried"


def over(ending: Ending, seconds: float, error: str) -> Iterator[AnyEvent]:
    """The last events of a command."""
    yield IterationEnded(cursor=Cursor())
    yield RunEnded(ending=ending, error=error, seconds=seconds)
