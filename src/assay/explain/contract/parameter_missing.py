"""A parameter or header that the operation requires was not sent."""

from __future__ import annotations

from collections.abc import Iterator

from assay.contract.mismatch import Mismatch
from assay.explain.contract.judged import judged
from assay.explain.contract.telling import told
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

PARAMETERS = ("path", "query", "header", "cookie")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """One explanation for each."""
    found = judged(evidence)
    for mismatch in found.request if found else ():
        if mismatch.place in PARAMETERS and mismatch.keyword == "required":
            yield told("parameter-missing", mismatch, evidence, f"Send it: {_how(mismatch)}.")


def _how(mismatch: Mismatch) -> str:
    name = mismatch.pointer
    if mismatch.place == "header":
        return f'-H "{name}: VALUE"'
    return f'-b "{name}=VALUE"' if mismatch.place == "cookie" else f"?{name}=VALUE in the URL"
