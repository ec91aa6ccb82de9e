"""A parameter or header has a value that the operation does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.contract.judged import judged
from assay.explain.contract.telling import told
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

PARAMETERS = ("path", "query", "header", "cookie")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One explanation for each."""
    found = judged(evidence)
    for mismatch in found.request if found else ():
        if mismatch.place in PARAMETERS and mismatch.keyword not in ("required", "undeclared"):
            yield told("parameter-wrong", mismatch, evidence, f"Send {mismatch.expected}." if mismatch.expected else "")
