"""`text/event-stream`: events that come one after another, possibly without an end."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "HTML, 9.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How to watch it."""
    if evidence.response:
        yield Explanation(
            rule="event-stream",
            means="The answer is a stream of events, which may have no end.",
            remedy="Add -N to see each event when it comes, and -m SECONDS to end.",
            evidence=("Content-Type: text/event-stream",),
            source=SOURCE,
        )
