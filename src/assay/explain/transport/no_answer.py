"""No answer, for a reason that no other rule knows."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, EXIT CODES"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The reason as the transport tells it."""
    found = cause(evidence)
    if found and evidence.unanswered is not None:
        where = f" (while it stood at: {found.phase})" if found.phase else ""
        yield Explanation(
            rule="no-answer",
            means=f"No answer came{where}.",
            evidence=(shown(found),),
            source=SOURCE,
        )
