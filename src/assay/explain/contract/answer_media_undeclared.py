"""The answer's media type is not one that is declared for its status."""

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
        if mismatch.place == "media":
            yield told(
                "answer-media-undeclared",
                mismatch,
                evidence,
                'Ask for one that is declared, with -H "Accept: …"; otherwise the API or its contract is wrong.',
            )
