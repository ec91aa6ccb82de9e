"""What a status means, and what to try."""

from __future__ import annotations

from assay.explain.rule import Rule

RULES: tuple[Rule, ...] = ()
"""In the order in which they are told."""
