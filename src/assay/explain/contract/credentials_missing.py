"""The operation wants credentials, the request has none of that kind, and the server did not say so itself."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.contract.judged import judged
from assay.explain.contract.telling import told
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One explanation for each."""
    response = evidence.response
    if response is not None and response.status == 401:
        return  # the server says what it wants, and so does the rule for that
    found = judged(evidence)
    for mismatch in found.request if found else ():
        if mismatch.place == "security":
            yield told("credentials-missing", mismatch, evidence, "Send the credentials that the operation wants.")
