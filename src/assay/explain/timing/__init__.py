"""Where the time went."""

from __future__ import annotations

from assay.explain.evidence import Evidence
from assay.explain.rule import Rank, Rule, ruled

LEAST = 1000.0
"""Milliseconds from which it is worth a word."""


def slow(evidence: Evidence) -> bool:
    """Some exchange took a second."""
    return any(each.timings.total >= LEAST for each in evidence.exchanges)


RULES: tuple[Rule, ...] = (ruled("timing", "slow-phase", slow, Rank.NOTE),)
"""In the order in which they are told."""
