"""The answer's status is not among those that the operation declares."""

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
        if mismatch.place == "status":
            yield told(
                "status-undeclared",
                mismatch,
                evidence,
                "Either the API answers what it should not, or its contract says too little.",
            )
