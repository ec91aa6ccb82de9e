"""A field of the body is not declared, and others are not allowed."""

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
        if mismatch.place == "body" and mismatch.keyword in (
            "additionalProperties",
            "unevaluatedProperties",
            "falseSchema",
        ):
            yield told("field-undeclared", mismatch, evidence, "Leave the field out, or look for a slip in its name.")
