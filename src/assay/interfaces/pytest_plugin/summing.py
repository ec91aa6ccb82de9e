"""What is told once at the end of a run, gathered from every worker."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.interfaces.pytest_plugin.conformance.coverage import Coverage
from assay.report.clean import cut, line

MOST = 30


class Flaky(msgspec.Struct, kw_only=True):
    """A test that passed after attempts that did not."""

    test: str
    attempts: list[str]
    """What went wrong in each, in one line."""


class Summary(msgspec.Struct, kw_only=True):
    """Facts of a run that no single test tells."""

    coverage: Coverage = msgspec.field(default_factory=Coverage)
    flaky: list[Flaky] = []
    unused: dict[str, list[str]] = {}
    """By test, recordings that it did not ask for."""
    recorded: int = 0
    """Files that were written."""
    not_recorded: list[str] = []
    """Tests whose recording was left as it was, because they did not pass."""

    def merge(self, other: Summary) -> None:
        """Take in what another worker saw."""
        self.coverage.merge(other.coverage)
        self.flaky = [*self.flaky, *other.flaky]
        self.unused = {**self.unused, **other.unused}
        self.recorded += other.recorded
        self.not_recorded = [*self.not_recorded, *other.not_recorded]


def told(summary: Summary) -> Iterator[str]:
    """All but the coverage, in lines for a terminal."""
    for one in summary.flaky[:MOST]:
        yield f"passed on attempt {len(one.attempts) + 1}: {line(one.test)}"
        yield from (f"  attempt {number}: {line(cut(text, 200))}" for number, text in enumerate(one.attempts, 1))
    for test, requests in list(summary.unused.items())[:MOST]:
        yield f"recorded, and not asked for: {line(test)}"
        yield from (f"  {line(cut(request, 200))}" for request in requests[:10])
    if summary.recorded:
        yield f"recordings written: {summary.recorded}"
    for test in summary.not_recorded[:MOST]:
        yield f"not recorded, as it did not pass: {line(test)}"
