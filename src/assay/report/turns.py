"""Gathers the events of one item's turn, which is what most reports show as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from assay.model.event import (
    Asserted,
    Cursor,
    Event,
    Exchanged,
    Explored,
    ItemEnded,
    ItemRef,
    IterationStarted,
    Logged,
    Raised,
    Record,
    RequestStarted,
    ScriptEnded,
)
from assay.model.exchange import Exchange, Unanswered

T = TypeVar("T")

MOST = 10_000
"""Events of one turn that are kept; a script that loops over console.log must not fill the memory."""


class Turn:
    """One item's turn: what was sent, asserted, logged and raised, in order."""

    def __init__(self, cursor: Cursor, item: ItemRef, row_name: str, began: float) -> None:
        self.cursor = cursor
        self.item = item
        self.row_name = row_name
        self.began = began
        self.ended: float | None = None
        self.skipped = False
        self.visualizer: str | None = None
        self.requested: list[RequestStarted] = []
        self.exchanges: list[Exchanged] = []
        self.explored: Explored | None = None
        """What a curl command asked for, where this was one."""
        self.asserted: list[Asserted] = []
        self.raised: list[Raised] = []
        self.scripts: list[ScriptEnded] = []
        self.logged: list[Logged] = []
        self.failed: list[Asserted | Raised | Exchanged] = []
        """What went wrong, in the order in which it did."""
        self._plain: dict[type[Event], list[Any]] = {
            RequestStarted: self.requested,
            ScriptEnded: self.scripts,
            Logged: self.logged,
        }
        self.dropped = 0
        """Events beyond the limit, which only the log has."""

    @property
    def main(self) -> Exchanged | None:
        """The exchange that the collection asked for, with the outcome that stands."""
        own = (event for event in reversed(self.exchanges) if event.source == "collection" and event.role == "final")
        return next(own, None)

    @property
    def exchange(self) -> Exchange | None:
        """What the main exchange was, on the wire."""
        return self.main.exchange if self.main else None

    @property
    def full_name(self) -> str:
        """Folder / Request."""
        return " / ".join((*self.item.path, self.item.name))

    @property
    def label(self) -> str:
        """What tells this turn's iteration from others: empty where there is only one."""
        if self.row_name:
            return f"{self.cursor.iteration + 1}: {self.row_name}"
        return f"iteration {self.cursor.iteration + 1}" if self.cursor.cycles > 1 else ""

    def add(self, event: Event) -> None:
        """Take in one event of this turn."""
        match event:
            case Asserted():
                self._keep(self.asserted, event)
                if not (event.passed or event.skipped):
                    self._keep(self.failed, event)
            case Exchanged():
                self._keep(self.exchanges, event)
                if event.role == "final" and isinstance(event.exchange.outcome, Unanswered):
                    self._keep(self.failed, event)
            case Explored():
                self.explored = event
            case Raised():
                self._keep(self.raised, event)
                self._keep(self.failed, event)
            case RequestStarted() | ScriptEnded() | Logged():
                self._keep(self._plain[type(event)], event)
            case ItemEnded():
                self.skipped = event.skipped
                self.visualizer = event.visualizer

    def _keep(self, where: list[T], event: T) -> None:
        if len(where) < MOST:
            where.append(event)
        else:
            self.dropped += 1


class Turns:
    """Turns as their events arrive."""

    def __init__(self) -> None:
        self._open: dict[str, Turn] = {}
        self._rows: dict[tuple[int, int], str] = {}

    def feed(self, record: Record) -> Turn | None:
        """Take in one record; the turn that it completes, if it does."""
        event = record.event
        if isinstance(event, IterationStarted):
            self._rows = {place: name for place, name in self._rows.items() if place[0] >= event.cursor.iteration - 64}
            self._rows[event.cursor.iteration, event.cursor.part] = event.row_name
            return None
        item: ItemRef | None = getattr(event, "item", None)
        if item is None:
            return None
        turn = self._turn(event.cursor, item, record.at)  # type: ignore[union-attr]  # what has an item has a cursor
        turn.add(event)
        if not isinstance(event, ItemEnded):
            return None
        turn.ended = record.at
        return self._open.pop(event.cursor.ref)

    def unfinished(self) -> Iterator[Turn]:
        """Turns that never ended, because the run was cut short."""
        return iter(self._open.values())

    def _turn(self, cursor: Cursor, item: ItemRef, at: float) -> Turn:
        turn = self._open.get(cursor.ref)
        if turn is None:
            row = self._rows.get((cursor.iteration, cursor.part), "")
            turn = self._open[cursor.ref] = Turn(cursor, item, row, at)
        return turn
