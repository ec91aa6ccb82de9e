"""`Date` differs from this machine's clock by more than five minutes: tokens and signatures depend on it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.moments import http_date, moment, span
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 6.6.1"
MOST = 300


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """By how much, and in which direction."""
    exchange, response = evidence.exchanges[-1], evidence.response
    told = response.header("date") if response else None
    theirs = http_date(told) if told else None
    ours = exchange.started + exchange.timings.total / 1000 if exchange.started else evidence.now
    if response is None or told is None or theirs is None or response.header("age"):
        return
    if abs(ours - theirs) > MOST and ours > 0:
        yield Explanation(
            rule="clock-skew",
            means=f"The server's clock and this machine's differ by {span(ours - theirs)}: "
            f"ours is {'ahead' if ours > theirs else 'behind'}.",
            remedy="Set the one that is wrong: times in tokens and signatures are held against it.",
            evidence=(field("Date", told), f"here: {moment(ours)}"),
            source=SOURCE,
        )
