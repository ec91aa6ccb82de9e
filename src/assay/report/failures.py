"""Tells every failure of a turn in one shape: what kind, where it stands, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from assay.model.event import Asserted, Cursor, Exchanged, ItemRef, Raised
from assay.model.exchange import Exchange, Unanswered
from assay.model.script import ScriptError
from assay.report.turns import Turn

Kind = Literal["assertion", "script", "request"]


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One failed assertion, failed script or unanswered request. `exchange` is what it speaks of, if anything."""

    kind: Kind
    name: str
    """The error's name: AssertionError, ReferenceError, or Node's code of a request that nobody answered."""
    title: str
    """The assertion's name; empty for the other kinds."""
    message: str
    at: str
    """Where, in Newman's words: `assertion:1 in test-script`, `test-script:3:5`, `request`."""
    place: str
    """Where, in ours."""
    cursor: Cursor
    item: ItemRef
    exchange: Exchange | None = None


def failures(turn: Turn) -> Iterator[Failure]:
    """The failures of a turn in the order in which they happened."""
    return (failure_of(event, turn.exchange) for event in turn.failed)


def failure_of(event: Asserted | Raised | Exchanged, exchange: Exchange | None) -> Failure:
    """One event as a failure; `exchange` is the turn's own, which its scripts speak of."""
    match event:
        case Asserted():
            return _assertion(event, exchange)
        case Raised():
            return _script(event, exchange)
        case Exchanged():
            return _request(event)


def _assertion(event: Asserted, exchange: Exchange | None) -> Failure:
    error = event.error or ScriptError(name="AssertionError", message=event.name)
    spot = f", {_spot(error)}" if error.line is not None else ""
    return Failure(
        kind="assertion",
        name=error.name,
        title=event.name,
        message=error.message,
        at=f"assertion:{event.index} in test-script",
        place=f"assertion:{event.index} in {event.script.listen}-script of {event.script.owner}{spot}",
        cursor=event.cursor,
        item=event.item,
        exchange=exchange,
    )


def _script(event: Raised, exchange: Exchange | None) -> Failure:
    error = event.error
    line = "" if error.line is None else f":{error.line}" + ("" if error.column is None else f":{error.column}")
    spot = f", {_spot(error)}" if error.line is not None else ""
    return Failure(
        kind="script",
        name=error.name,
        title="",
        message=error.message,
        at=f"{event.script.listen}-script{line}",
        place=f"{event.script.listen}-script of {event.script.owner}{spot}",
        cursor=event.cursor,
        item=event.item,
        exchange=exchange if event.script.listen == "test" else None,
    )


def _request(event: Exchanged) -> Failure:
    outcome = event.exchange.outcome
    assert isinstance(outcome, Unanswered)
    return Failure(
        kind="request",
        name=outcome.code or "Error",
        title="",
        message=outcome.reason,
        at="request",
        place="request" if event.source == "collection" else f"request of the {event.source}",
        cursor=event.cursor,
        item=event.item,
        exchange=event.exchange,
    )


def _spot(error: ScriptError) -> str:
    return f"line {error.line}" + (f", column {error.column}" if error.column is not None else "")
