"""429: too many requests; Retry-After or a rate-limit header says when to come back."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.explain.status.return_time import come_back, limits
from assay.model.explanation import Explanation

SOURCE = "RFC 6585, 4; RFC 9110, 10.2.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """When to come back, by the clock and from now."""
    response = evidence.response
    if response is None:
        return
    when = come_back(response, evidence.now)
    yield Explanation(
        rule="too-many-requests",
        means="The server takes no more requests from this client for now"
        + (f"; come back {when.words}." if when else ", and does not say when it will again."),
        remedy="Wait until then, and send fewer at a time (--rate)."
        if when
        else "Wait, and double the time each time.",
        evidence=("429", *(field(name, value) for name, value in limits(response)[:5])),
        source=SOURCE,
    )
