"""A value in the body is not what the operation allows."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.contract.judged import judged
from assay.explain.contract.telling import told
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

TOLD_ELSEWHERE = frozenset(
    {"required", "undeclared", "unreadable", "additionalProperties", "unevaluatedProperties", "falseSchema"}
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One explanation for each."""
    found = judged(evidence)
    for mismatch in found.request if found else ():
        is_null = mismatch.keyword == "type" and mismatch.found == "null"
        is_told = mismatch.keyword in TOLD_ELSEWHERE or is_null or mismatch.info
        if mismatch.place == "body" and not is_told:
            yield told("field-wrong", mismatch, evidence, f"Send {mismatch.expected}." if mismatch.expected else "")
