"""A difference from the contract as an explanation, with the place in the document that says so."""

from __future__ import annotations

from assay.contract.mismatch import Mismatch
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation


def told(rule: str, mismatch: Mismatch, evidence: Evidence, remedy: str = "") -> Explanation:
    """The explanation that a rule gives of one difference."""
    return Explanation(
        rule=rule,
        means=cut(mismatch.message, 400),
        remedy=remedy,
        evidence=_seen(mismatch),
        source=source(evidence, mismatch.source),
    )


def source(evidence: Evidence, pointer: str) -> str:
    """The contract's file, and the place in it."""
    name = evidence.contract.source if evidence.contract else ""
    return f"{name.replace(chr(92), '/').rpartition('/')[2]}#{pointer}"


def _seen(mismatch: Mismatch) -> tuple[str, ...]:
    if not mismatch.found:
        return ()
    return (cut(f"{mismatch.pointer or mismatch.place}: {mismatch.found}"),)
