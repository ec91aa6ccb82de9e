"""Puts the events of lanes that ran side by side back into the order of iterations and parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.model.event import IterationEnded, Record, RunEnded

Place = tuple[int, int]


def ordered(records: Iterable[Record]) -> Iterator[Record]:
    """The records of one (iteration, part) after the other; only what has overtaken an open one is held back.

    Lanes are started in order, so that the first event of a place comes before the first of any later place; a place
    ends with its IterationEnded. Events that belong to no place (the run begins, the run ends) come where they stand.
    """
    line = _Line()
    for record in records:
        cursor = getattr(record.event, "cursor", None)
        if cursor is not None:
            yield from line.arrive((cursor.iteration, cursor.part), record)
            continue
        if isinstance(record.event, RunEnded):
            yield from line.rest()
        yield record
    yield from line.rest()


class _Line:
    """Who may speak, and who waits."""

    def __init__(self) -> None:
        self._speaking: Place | None = None
        self._waiting: dict[Place, list[Record]] = {}
        self._over: Place = (-1, -1)

    def arrive(self, place: Place, record: Record) -> Iterator[Record]:
        if place <= self._over:  # a straggler of what is over: its turn cannot be given back
            yield record
            return
        if self._speaking is None:
            self._speaking = place
        if place != self._speaking:
            self._waiting.setdefault(place, []).append(record)
            return
        yield record
        if isinstance(record.event, IterationEnded):
            self._over = max(self._over, place)
            yield from self._next()

    def _next(self) -> Iterator[Record]:
        self._speaking = None
        while self._speaking is None and self._waiting:
            place = min(self._waiting)
            records = self._waiting.pop(place)
            if _ended(records):
                self._over = max(self._over, place)
            else:
                self._speaking = place
            yield from records

    def rest(self) -> Iterator[Record]:
        """All that still waits, for lanes that never ended."""
        self._speaking = None
        for place in sorted(self._waiting):
            yield from self._waiting.pop(place)


def _ended(records: list[Record]) -> bool:
    return any(isinstance(record.event, IterationEnded) for record in records)
