"""Mappings in the order in which they are tried, found by method and path so that few of them are."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Any

from assay.model.stub.mapping import Mapping
from assay.stub.matching.aspects import Pattern
from assay.stub.matching.moments import Clock
from assay.stub.matching.seen import Seen


class Entry:
    """A mapping made ready. Entries are tried in the order of `rank`: priority, then the last one added."""

    __slots__ = ("mapping", "pattern", "prepared", "rank")

    def __init__(self, mapping: Mapping, pattern: Pattern, number: int) -> None:
        self.mapping = mapping
        self.pattern = pattern
        self.rank = (mapping.priority, -number)
        self.prepared: Any = None
        """What the replying side keeps of it."""


def _rank(entry: Entry) -> tuple[int, int]:
    return entry.rank


class Index:
    """All mappings of a stub."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._number = 0
        self._by_id: dict[str, Entry] = {}
        self._literal: dict[str, list[Entry]] = {}
        self._first: dict[str, list[Entry]] = {}
        self._rest: list[Entry] = []

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, mapping: Mapping) -> Entry:
        """Add one, in place of the one with its id if there is one. Raises ValueError for what cannot be compiled."""
        pattern = Pattern(mapping.when, self._clock)
        self.remove(mapping.id)
        self._number += 1
        entry = Entry(mapping, pattern, self._number)
        self._by_id[mapping.id] = entry
        insort(self._shelf(entry), entry, key=_rank)
        return entry

    def replace(self, mapping: Mapping) -> Entry:
        """Change one, which keeps its place among those of its priority."""
        before = self._by_id[mapping.id]
        entry = self.add(mapping)
        self._shelf(entry).remove(entry)
        entry.rank = (mapping.priority, before.rank[1])
        insort(self._shelf(entry), entry, key=_rank)
        return entry

    def _shelf(self, entry: Entry) -> list[Entry]:
        address = entry.pattern.address
        if address.literal:
            return self._literal.setdefault(address.literal, [])
        if address.first:
            return self._first.setdefault(address.first, [])
        return self._rest

    def remove(self, identity: str) -> Entry | None:
        """Take one away."""
        entry = self._by_id.pop(identity, None)
        if entry is not None:
            self._shelf(entry).remove(entry)
        return entry

    def clear(self) -> None:
        """Take all away."""
        self._by_id.clear()
        self._literal.clear()
        self._first.clear()
        self._rest.clear()

    def get(self, identity: str) -> Entry | None:
        """The one with this id."""
        return self._by_id.get(identity)

    def in_order(self) -> list[Entry]:
        """All of them in the order in which they are tried: by priority, and of one the last one added first."""
        return sorted(self._by_id.values(), key=_rank)

    def candidates(self, seen: Seen) -> Iterable[Entry]:
        """Those that this path may fit, in the order in which they are tried."""
        path = seen.received.raw_path
        literal = self._literal.get(path)
        first = self._first.get("/" + path[1:].partition("/")[0]) if self._first else None
        shelves = [shelf for shelf in (literal, first, self._rest) if shelf]
        return shelves[0] if len(shelves) == 1 else merge(*shelves, key=_rank)

    def fitting(self, seen: Seen) -> Iterator[Entry]:
        """Those that the request fits, in order."""
        return (entry for entry in self.candidates(seen) if entry.pattern.fits(seen))
