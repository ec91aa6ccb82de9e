"""What was called, in order: the latest requests, as many as fit into a number and into memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

import msgspec

from assay.model.stub.answer import Answer
from assay.model.stub.mapping import Mapping
from assay.model.stub.received import Received

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of bodies that are kept."""


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """One request with what became of it."""

    received: Received
    mapping: Mapping | None = None
    """The one that answered; None: nothing fitted."""
    status: int = 404
    answer: Answer | None = None
    """What was answered, where the mapping alone does not tell."""
    report: str = ""
    """The near miss, drawn, where nothing fitted; what was wrong with the request, where it was refused for that."""
    fault: str = ""
    """What was done to the answer on purpose."""


class Journal:
    """The latest requests. `forgotten` counts those that had to go."""

    def __init__(self, most: int = 10_000) -> None:
        self._served: deque[Served] = deque()
        self._most = most
        self._bytes = 0
        self.forgotten = 0
        self.heard: Callable[[Served], object] | None = None
        """Told of each one, also of those that are not kept."""

    def __len__(self) -> int:
        return len(self._served)

    def __iter__(self) -> Iterator[Served]:
        return iter(self._served)

    def newest_first(self) -> Iterator[Served]:
        """The last one first."""
        return reversed(self._served)

    def add(self, served: Served) -> None:
        """Keep one; the oldest give way."""
        if self.heard is not None:
            self.heard(served)
        if not self._most:
            return
        self._served.append(served)
        self._bytes += _weight(served)
        while len(self._served) > self._most or self._bytes > MOST_BYTES:
            gone = self._served.popleft()
            self._bytes -= _weight(gone)
            self.forgotten += 1

    def get(self, identity: str) -> Served | None:
        """The one with this id."""
        return next((served for served in self._served if served.received.id == identity), None)

    def remove(self, served: list[Served]) -> None:
        """Take some away."""
        gone = {item.received.id for item in served}
        kept = [item for item in self._served if item.received.id not in gone]
        self._served = deque(kept)
        self._bytes = sum(_weight(item) for item in kept)

    def clear(self) -> None:
        """Take all away."""
        self._served.clear()
        self._bytes = 0
        self.forgotten = 0


def _weight(served: Served) -> int:
    """Bytes of what may be long."""
    return len(served.received.body) + len(served.report) + (len(served.answer.body) if served.answer else 0)
