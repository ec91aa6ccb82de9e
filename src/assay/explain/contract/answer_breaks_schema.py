"""The answer's body is not what its schema says."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.contract.judged import judged
from assay.explain.contract.telling import told
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One explanation for each."""
    found = judged(evidence)
    for mismatch in found.response if found else ():
        if mismatch.place == "body" and not mismatch.info:
            yield told(
                "answer-breaks-schema",
                mismatch,
                evidence,
                "Either the API answers what it should not, or its schema is wrong.",
            )
