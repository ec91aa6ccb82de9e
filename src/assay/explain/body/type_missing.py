"""A body without `Content-Type`: clients have to guess what it is."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import size
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How large it is."""
    response = evidence.response
    if response and response.body and not (response.header("content-type") or "").strip():
        yield Explanation(
            rule="type-missing",
            means="The answer does not say what its body is: it has no Content-Type.",
            remedy="The API should name it; clients guess differently.",
            evidence=(f"a body of {size(len(response.body))}, no Content-Type",),
            source=SOURCE,
        )
