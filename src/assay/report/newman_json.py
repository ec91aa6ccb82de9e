"""Newman's own JSON report: the same keys and types, so that whatever reads Newman's goes on with ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from assay.model.event import Exchanged, Record, RunEnded, RunStarted
from assay.model.exchange import Unanswered
from assay.report.failures import failure_of
from assay.report.fold import Records
from assay.report.newman_shapes import (
    assertion_of,
    cursor_of,
    error_of,
    failure_cursor,
    identified,
    items_of,
    postman_id,
    request_of,
    response_pieces,
    script_errors,
    spread_of,
    stats_of,
    unanswered,
)
from assay.report.strict import text
from assay.report.tally import Tally
from assay.report.turns import Turn, Turns

EARLY = 1000
"""Records among which a run has its start; what logs in for it comes before."""


def newman_json(records: Records) -> Iterator[str]:
    """The report in pieces: executions as they come, totals after them, failures in a second look."""
    report = _Report()
    yield from report.opening(records)
    yield ',"run":{"executions":['
    first = True
    for turn in report.turns(records()):
        for execution in report.executions(turn):
            yield "" if first else ","
            yield from execution
            first = False
    yield f'],"stats":{text(stats_of(report.tally))},"timings":{text(report.timings())}'
    yield f',"transfers":{{"responseTotal":{report.tally.received}}},"failures":['
    yield from _joined(report.failures(records))
    yield f'],"error":{text(report.error())}}}'
    yield f',"environment":{text(report.environment)},"globals":{text(report.globals)}}}'


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        yield f",{piece}" if number else piece


class _Report:
    """What is known of the run so far."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.started = 0.0
        self.completed = 0.0
        self.ended: RunEnded | None = None
        self.environment: dict[str, Any] = {}
        self.globals: dict[str, Any] = {}
        self.items: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {}
        """Each item of the collection by id, with the folder around it."""

    def opening(self, records: Records) -> Iterator[str]:
        """The collection, which one of the first records of a run holds."""
        events = (record.event for record in islice(records(), EARLY))
        suite = next((event.suite for event in events if isinstance(event, RunStarted)), {})
        self.items = dict(items_of(suite, None))
        yield '{"collection":' + text({"_": postman_id(suite), **suite})

    def turns(self, records: Iterable[Record]) -> Iterator[Turn]:
        """Each turn when it is complete; the tally and the rest on the way."""
        turns = Turns()
        for record in records:
            self._note(record)
            turn = turns.feed(record)
            if turn is not None:
                yield turn
        yield from turns.unfinished()

    def _note(self, record: Record) -> None:
        self.tally.add(record.event)
        self.completed = record.at
        match record.event:
            case RunStarted():
                self.started = record.at
                self.environment, self.globals = record.event.environment, record.event.globals
            case RunEnded():
                self.ended = record.event
                self.environment = record.event.environment or self.environment
                self.globals = record.event.globals or self.globals

    def executions(self, turn: Turn) -> Iterator[Iterator[str]]:
        """One execution a request, as Newman has it; assertions and script errors stand with the item's own."""
        shown = [event for event in turn.exchanges if event.role in ("final", "challenged")]
        for event in shown:
            yield self._execution(turn, event, own=event is (turn.main or shown[-1]))

    def _execution(self, turn: Turn, event: Exchanged, *, own: bool) -> Iterator[str]:
        item, _ = self._item(turn)
        execution: dict[str, Any] = {
            "cursor": {**cursor_of(turn.cursor), "httpRequestId": event.exchange.id},
            "item": item,
            "request": event.request or request_of(event),
            "id": turn.item.id,
        }
        if isinstance(event.exchange.outcome, Unanswered):
            execution["requestError"] = unanswered(event.exchange.outcome)
        if own:
            execution |= script_errors(turn)
            if turn.asserted:
                execution["assertions"] = [assertion_of(one, turn.cursor) for one in turn.asserted]
        opening = text(execution)[:-1]
        response = event.exchange.response
        if response is None:
            yield opening + "}"
            return
        yield opening + ',"response":'
        yield from response_pieces(response, event)
        yield "}"

    def _item(self, turn: Turn) -> tuple[dict[str, Any], dict[str, Any] | None]:
        return self.items.get(turn.item.id) or ({"id": turn.item.id, "name": turn.item.name}, None)

    def failures(self, records: Records) -> Iterator[str]:
        """Each failure with the item and the folder that it belongs to."""
        if not self.tally.failures:
            return
        turns = Turns()
        for record in records():
            turn = turns.feed(record)
            if turn is not None:
                yield from self._failures(turn)
        for turn in turns.unfinished():
            yield from self._failures(turn)

    def _failures(self, turn: Turn) -> Iterator[str]:
        item, folder = self._item(turn)
        parent = _brief(folder) if folder and "info" in folder else folder
        for number, event in enumerate(turn.failed):
            failure: dict[str, Any] = {
                "error": identified(error_of(event, turn), turn, number),
                "at": failure_of(event, None).at,
                "source": item,
                "parent": parent,
                "cursor": failure_cursor(event, turn),
            }
            yield text({key: value for key, value in failure.items() if value is not None})

    def timings(self) -> dict[str, Any]:
        """When the run went on, and how long answers took."""
        tally = self.tally
        spreads = {"response": tally.response, "dns": tally.name, "firstByte": tally.first_byte}
        timings = {key: value for name, spread in spreads.items() for key, value in spread_of(name, spread)}
        return timings | {"started": round(self.started * 1000), "completed": round(self.completed * 1000)}

    def error(self) -> dict[str, Any] | None:
        """Why the run did not come to its end, or null."""
        if self.ended is None:
            return {"name": "Error", "message": "the run was cut short: its log has no end"}
        if self.ended.ending in ("finished", "bailed"):
            return None
        return {"name": "Error", "message": self.ended.error or f"the run was {self.ended.ending}"}


def _brief(suite: dict[str, Any]) -> dict[str, Any]:
    """The collection as the parent of an item beside no folder: what it is, without all that it holds."""
    return {"_": postman_id(suite), "info": suite["info"]}
