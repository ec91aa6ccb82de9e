"""Counts what happened, by Newman's names, and measures how long answers took."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from assay.model.event import (
    Asserted,
    Event,
    Exchanged,
    ItemEnded,
    ItemStarted,
    IterationEnded,
    IterationStarted,
    Raised,
    RequestStarted,
    ScriptEnded,
    ScriptsEnded,
    ScriptsStarted,
    ScriptStarted,
)
from assay.model.exchange import Answered


class Count:
    """How often something happened, failed, and is still under way."""

    __slots__ = ("failed", "pending", "total")

    def __init__(self) -> None:
        self.total = 0
        self.failed = 0
        self.pending = 0

    def begin(self) -> None:
        """One more is under way."""
        self.pending += 1

    def end(self, failed: bool = False) -> None:
        """One is done."""
        self.pending = max(self.pending - 1, 0)
        self.total += 1
        self.failed += failed


class Spread:
    """Mean, least, greatest and standard deviation of numbers that are seen once (Welford's method)."""

    __slots__ = ("count", "greatest", "least", "mean", "squares")

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self.least = 0.0
        self.greatest = 0.0
        self.squares = 0.0

    def add(self, value: float) -> None:
        """One more number."""
        self.count += 1
        self.least = value if self.count == 1 else min(self.least, value)
        self.greatest = max(self.greatest, value)
        delta = value - self.mean
        self.mean += delta / self.count
        self.squares += delta * (value - self.mean)

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        return math.sqrt(self.squares / self.count) if self.count else 0.0


class Tally:
    """All counts of a run; a request is one that a report shows: final, or repeated with better credentials."""

    def __init__(self) -> None:
        self.iterations = Count()
        self.items = Count()
        self.scripts = Count()
        self.prerequests = Count()
        self.requests = Count()
        self.tests = Count()
        self.assertions = Count()
        self.test_scripts = Count()
        self.prerequest_scripts = Count()
        self.skipped_assertions = 0
        self.raised = 0
        self.retried = 0
        self.response = Spread()
        self.name = Spread()
        self.first_byte = Spread()
        self.received = 0
        """Bytes of answers' bodies, as transferred."""
        self._takers: dict[type[Event], Callable[[Any], None]] = {
            Asserted: self._asserted,
            Raised: self._raised,
            Exchanged: self._exchanged,
            RequestStarted: lambda _: self.requests.begin(),
            ScriptStarted: self._script,
            ScriptEnded: self._script,
            ScriptsStarted: self._scripts,
            ScriptsEnded: self._scripts,
            ItemStarted: lambda _: self.items.begin(),
            ItemEnded: lambda _: self.items.end(),
            IterationStarted: self._iteration,
            IterationEnded: self._iteration,
        }

    @property
    def failures(self) -> int:
        """Failed assertions, errors of scripts and unanswered requests together."""
        return self.assertions.failed + self.raised + self.requests.failed

    def add(self, event: Event) -> None:
        """Take in one event."""
        take = self._takers.get(type(event))
        if take is not None:
            take(event)

    def _asserted(self, event: Asserted) -> None:
        self.assertions.end(failed=not (event.passed or event.skipped))
        self.skipped_assertions += event.skipped

    def _raised(self, _: Raised) -> None:
        self.raised += 1

    def _scripts(self, event: ScriptsStarted | ScriptsEnded) -> None:
        count = self.tests if event.listen == "test" else self.prerequests
        count.begin() if isinstance(event, ScriptsStarted) else count.end()

    def _iteration(self, event: IterationStarted | IterationEnded) -> None:
        if event.cursor.part == 0:
            self.iterations.begin() if isinstance(event, IterationStarted) else self.iterations.end()

    def _script(self, event: ScriptStarted | ScriptEnded) -> None:
        own = self.test_scripts if event.script.listen == "test" else self.prerequest_scripts
        for count in (self.scripts, own):
            if isinstance(event, ScriptStarted):
                count.begin()
            else:
                count.end(failed=event.error is not None)

    def _exchanged(self, event: Exchanged) -> None:
        self.retried += event.role == "retried"
        if event.role not in ("final", "challenged"):
            return
        outcome = event.exchange.outcome
        self.requests.end(failed=not isinstance(outcome, Answered))
        if not isinstance(outcome, Answered):
            return
        timings = event.exchange.timings
        self.received += outcome.response.sizes.body or len(outcome.response.body)
        self.response.add(timings.total)
        if timings.name:
            self.name.add(timings.name)
        if timings.first_byte:
            self.first_byte.add(timings.first_byte)
