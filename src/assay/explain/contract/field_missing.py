"""A field that the operation requires is not in the body."""

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
        if mismatch.place == "body" and mismatch.pointer and mismatch.keyword == "required":
            yield told("field-missing", mismatch, evidence, f"Add {mismatch.pointer} to the body.")
