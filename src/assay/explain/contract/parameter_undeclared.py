"""A query parameter was sent that the operation does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.contract.judged import judged
from assay.explain.contract.telling import told
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One explanation for each."""
    found = judged(evidence)
    for mismatch in found.request if found else ():
        if mismatch.place == "query" and mismatch.keyword == "undeclared":
            yield told(
                "parameter-undeclared",
                mismatch,
                evidence,
                "Look for a slip in its name; many servers take what they do not know without a word.",
            )
