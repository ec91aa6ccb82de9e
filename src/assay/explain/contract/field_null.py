"""A field of the body is null where the operation allows no null."""

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
        if mismatch.place == "body" and mismatch.keyword == "type" and mismatch.found == "null":
            yield told("field-null", mismatch, evidence, f"Leave the field out, or send {mismatch.expected}.")
