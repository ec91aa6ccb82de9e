"""423 or 424: the resource is locked, or another action that this one needs has failed."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 4918, 11.3 and 11.4"
LOCKED = 423


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which of the two."""
    locked = evidence.response is not None and evidence.response.status == LOCKED
    yield Explanation(
        rule="locked",
        means="The resource is locked, by somebody else or by a process."
        if locked
        else "Another action that this one depends on has failed.",
        remedy="Wait until it is free, or send the token of the lock."
        if locked
        else "Look at the first error of the series.",
        evidence=("423" if locked else "424",),
        source=SOURCE,
    )
