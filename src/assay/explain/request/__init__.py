"""The request itself, looked at before the API is blamed."""

from __future__ import annotations

from assay.explain.rule import Rule

RULES: tuple[Rule, ...] = ()
"""In the order in which they are told."""
