"""Tells how far a promotion is, and ends it when its time is over."""

from __future__ import annotations

import time
from collections.abc import Callable

from assay.model.errors import IncompleteError
from assay.model.event import ItemStarted, Record, RunStarted

Told = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""


class Watch:
    """Called before each piece of long work, from any thread."""

    def __init__(
        self, told: Told | None = None, seconds: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._told = told
        self._clock = clock
        self._seconds = seconds
        self._deadline = None if seconds is None else clock() + seconds
        self._done = self._total = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell it. Raises IncompleteError where the time is over."""
        if self._deadline is not None and self._clock() > self._deadline:
            raise self.over(what, done, total)
        if self._told is not None:
            self._told(what, done, total)

    def hear(self, record: Record) -> None:
        """Take in what the run of the collection tells; its own time limit ends that."""
        if isinstance(record.event, RunStarted):
            self._total = record.event.items * record.event.iterations
        elif isinstance(record.event, ItemStarted) and self._told is not None:
            self._told("recording", self._done, self._total)
            self._done += 1

    def over(self, what: str, done: int = 0, total: int = 0) -> IncompleteError:
        """What is raised where the time is over."""
        far = f", after {done:,} of {total:,}" if total else ""
        return IncompleteError(
            f"out of time while {what}{far}; nothing is written",
            where=f"--max-time {self._seconds:g}" if self._seconds is not None else "--max-time",
            remedy="Give it more time, or promote a part: --folder or --only.",
        )
