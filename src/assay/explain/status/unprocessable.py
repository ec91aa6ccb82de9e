"""422, where the body names no field: the form is right and the content is not."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.21"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was understood, and what was not."""
    kind = sent.header(evidence.exchanges[-1], "content-type")
    yield Explanation(
        rule="unprocessable",
        means="The server could read the request and does not accept what it says.",
        remedy="Look in the answer's body for the field that it means.",
        evidence=("422", *((f"sent: {field('Content-Type', kind)}",) if kind else ())),
        source=SOURCE,
    )
