"""Answers that point elsewhere, and what happens on the way."""

from __future__ import annotations

from assay.explain.rule import Rule

RULES: tuple[Rule, ...] = ()
"""In the order in which they are told."""
