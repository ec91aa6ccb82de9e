"""An answer with two different `Content-Type` fields: clients take the first, the last or none."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 5.3 and 8.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Both."""
    told = list(dict.fromkeys(values(evidence.response, "content-type"))) if evidence.response else []
    if len(told) > 1:
        yield Explanation(
            rule="type-twice",
            means="The answer names two types for its body; clients take the first, the last or none.",
            remedy="The API should send one; a gateway may have added the other.",
            evidence=tuple(field("Content-Type", each) for each in told[:3]),
            source=SOURCE,
        )
