"""A header that is declared for the answer is missing, or has a value that is not allowed."""

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
        if mismatch.place == "header":
            yield told("answer-header-wrong", mismatch, evidence, "")
