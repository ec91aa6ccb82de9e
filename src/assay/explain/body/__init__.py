"""What the body of an answer is, beside what it says it is."""

from __future__ import annotations

from assay.explain.rule import Rule

RULES: tuple[Rule, ...] = ()
"""In the order in which they are told."""
