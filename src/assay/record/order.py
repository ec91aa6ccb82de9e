"""Puts the events of lanes that ran side by side back into the order of iterations and parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.model.event import IterationEnded, Record, RunEnded

Place = tuple[int, int]

REMEMBERED = 1024
"""Places that are over and known to be; a straggler of an older one than these opens it again."""


def ordered(records: Iterable[Record]) -> Iterator[Record]:
    """The records of one (iteration, part) after the other; only what has overtaken an open one is held back."""
    line = Line()
    for record in records:
        yield from line.feed(record)
    yield from line.rest()


class Line:
    """Who may speak, and who waits.

    Lanes are started in order, so that the first event of a place comes before the first of any later place; a place
    ends with its IterationEnded. Events that belong to no place (the run begins, the run ends) come where they stand.
    """

    def __init__(self) -> None:
        self._speaking: Place | None = None
        self._waiting: dict[Place, list[Record]] = {}
        self._over: dict[Place, None] = {}

    def feed(self, record: Record) -> Iterator[Record]:
        """One more record; yields those whose turn it is now."""
        cursor = getattr(record.event, "cursor", None)
        if cursor is not None:
            yield from self._arrive((cursor.iteration, cursor.part), record)
            return
        if isinstance(record.event, RunEnded):
            yield from self.rest()
        yield record

    def _close(self, place: Place) -> None:
        self._over[place] = None
        if len(self._over) > REMEMBERED:
            del self._over[next(iter(self._over))]

    def rest(self) -> Iterator[Record]:
        """All that still waits, for lanes that never ended."""
        self._speaking = None
        for place in sorted(self._waiting):
            yield from self._waiting.pop(place)

    def _arrive(self, place: Place, record: Record) -> Iterator[Record]:
        if place in self._over:  # a straggler of what is over: its turn cannot be given back
            yield record
            return
        if self._speaking is None:
            self._speaking = place
        if place != self._speaking:
            self._waiting.setdefault(place, []).append(record)
            return
        yield record
        if isinstance(record.event, IterationEnded):
            self._close(place)
            yield from self._next()

    def _next(self) -> Iterator[Record]:
        self._speaking = None
        while self._speaking is None and self._waiting:
            place = min(self._waiting)
            records = self._waiting.pop(place)
            if _ended(records):
                self._close(place)
            else:
                self._speaking = place
            yield from records


def _ended(records: list[Record]) -> bool:
    return any(isinstance(record.event, IterationEnded) for record in records)
