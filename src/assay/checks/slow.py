"""An answer comes within the time that the project allows; none is too slow where it allows none."""

from __future__ import annotations

from collections.abc import Iterator

from assay.checks.check import Check, Judge, Seen
from assay.model.finding import Finding
from assay.model.rule import Rule

SLOW = Rule(
    name="slow-answer",
    title="An answer takes longer than it may",
    law="Every answer comes within --time-budget",
    severity="medium",
    basis="declared",
    assumes="The time is measured here, with what the network takes. An answer that was slow once may have been "
    "unlucky: it is told only where another one of the same operation was slow as well.",
    twice=True,
)


def judge(seen: Seen) -> Iterator[Finding]:
    """The whole exchange, without the time that it waited for a connection of ours."""
    taken = (seen.exchange.timings.total - seen.exchange.timings.wait) / 1000
    if seen.time_budget is not None and taken > seen.time_budget:
        message = f"Expected an answer within {seen.time_budget:g} s; it took {taken:.1f} s."
        yield seen.finding(SLOW, message, cause="slow")


def _fresh() -> Judge:
    return judge


CHECK = Check(name="slow", rules=(SLOW,), judge=_fresh)
