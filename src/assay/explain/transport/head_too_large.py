"""The answer's headers have no end, or more than may be."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 5.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """That we stopped reading."""
    found = cause(evidence)
    if found:
        yield Explanation(
            rule="head-too-large",
            means="The server sent more headers, or more interim answers, than a client takes.",
            remedy="Look at what the server does: a header that grows with each request, or a loop.",
            evidence=(shown(found),),
            source=SOURCE,
        )
