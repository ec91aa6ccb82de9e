"""The request and the answer held against the operation of a contract."""

from __future__ import annotations

from assay.explain.evidence import Evidence
from assay.explain.rule import Rank, Rule, ruled

GROUP = "contract"
FIRST = Rank.REQUEST


def declared(evidence: Evidence) -> bool:
    """A contract is at hand, and something was sent."""
    return evidence.contract is not None and bool(evidence.exchanges)


RULES: tuple[Rule, ...] = (
    ruled(GROUP, "path-undeclared", declared, hides="not-found slash-at-end"),
    ruled(GROUP, "method-undeclared", declared),
    ruled(GROUP, "credentials-missing", declared, FIRST),
    ruled(GROUP, "parameter-missing", declared, FIRST),
    ruled(GROUP, "parameter-wrong", declared, FIRST),
    ruled(GROUP, "content-type-undeclared", declared, FIRST, "body-without-type unsupported-media-type"),
    ruled(GROUP, "body-missing", declared, FIRST),
    ruled(GROUP, "field-missing", declared, FIRST),
    ruled(GROUP, "field-null", declared, FIRST),
    ruled(GROUP, "field-wrong", declared, FIRST),
    ruled(GROUP, "field-undeclared", declared, FIRST),
    ruled(GROUP, "status-undeclared", declared, Rank.ANSWER),
    ruled(GROUP, "answer-media-undeclared", declared, Rank.ANSWER),
    ruled(GROUP, "answer-header-wrong", declared, Rank.ANSWER),
    ruled(GROUP, "answer-breaks-schema", declared, Rank.ANSWER),
    ruled(GROUP, "parameter-undeclared", declared, Rank.NOTE),
    ruled(GROUP, "body-undeclared", declared, Rank.NOTE),
)
"""In the order in which they are told."""
