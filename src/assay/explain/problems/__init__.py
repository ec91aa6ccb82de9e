"""What the body of an error says, field by field."""

from __future__ import annotations

from assay.explain.rule import Rule

RULES: tuple[Rule, ...] = ()
"""In the order in which they are told."""
