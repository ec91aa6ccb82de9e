"""One live line on standard error, and only on a terminal: where the run is, and how it goes."""

from __future__ import annotations

import shutil
import time
from typing import TextIO

from assay.model.event import Asserted, Exchanged, Found, ItemStarted, Raised, Record, RunStarted, Withdrawn
from assay.model.exchange import Unanswered
from assay.report.clean import line

EVERY = 0.1
"""Seconds between two drawings."""


class Progress:
    """Draws over itself. `clear` takes the line away before anything else is printed."""

    def __init__(self, stream: TextIO, *, shown: bool) -> None:
        self.stream = stream
        self.shown = shown
        self.total = 0
        self.done = 0
        self.failed = 0
        self.found: set[str] = set()
        self.at = ""
        self.drawn = False
        self.last = 0.0

    def feed(self, record: Record) -> None:
        """Take in one record."""
        if not self.shown:
            return
        event = record.event
        if isinstance(event, RunStarted):
            self.total = event.items * event.iterations
        elif isinstance(event, ItemStarted):
            self.done += 1
            self.at = " / ".join((*event.item.path, event.item.name))
        elif isinstance(event, Found):
            self.found.add(event.finding.fingerprint)
        elif isinstance(event, Withdrawn):
            self.found.difference_update(event.fingerprints)
        elif isinstance(event, Asserted):
            self.failed += not (event.passed or event.skipped)
        elif isinstance(event, Raised) or (
            isinstance(event, Exchanged) and isinstance(event.exchange.outcome, Unanswered)
        ):
            self.failed += 1
        if time.monotonic() - self.last > EVERY:
            self.draw()

    def stage(self, what: str, done: int, total: int) -> None:
        """Take in how far something else than a run is."""
        self.at, self.done, self.total = what, done, total
        if self.shown and time.monotonic() - self.last > EVERY:
            self.draw()

    def draw(self) -> None:
        """The line as it is now."""
        self.last = time.monotonic()
        width = shutil.get_terminal_size().columns - 1
        failed = f", {self.failed} failed" if self.failed else ""
        found = f", {len(self.found)} found" if self.found else ""
        far = f"{self.done}/{max(self.total, self.done)}{failed}{found}  " if self.total or self.done else ""
        text = f"{far}{line(self.at)}"
        self.write(f"\r\x1b[2K{text[:width]}")
        self.drawn = True

    def clear(self) -> None:
        """Take the line away."""
        if self.drawn:
            self.write("\r\x1b[2K")
            self.drawn = False

    def write(self, text: str) -> None:
        """To the terminal; one that has gone is no reason to stop."""
        try:
            self.stream.write(text)
            self.stream.flush()
        except OSError:
            self.shown = False
