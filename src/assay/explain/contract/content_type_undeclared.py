"""The body was sent as a media type that the operation does not take."""

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
        if mismatch.place == "media":
            yield told(
                "content-type-undeclared",
                mismatch,
                evidence,
                f'Send it as one that is taken: -H "Content-Type: {mismatch.expected.partition(" ")[0].rstrip(",")}".',
            )
