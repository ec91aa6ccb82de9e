"""Faults as they are written on the command line: `slow-first-byte@5%:seconds=3 GET /orders/{id}`."""

from __future__ import annotations

from assay.app.proxying.specs import spec
from assay.model.errors import UsageError
from assay.proxy.web.asking import asked
from assay.proxy.web.rules import Rule


def rule(text: str) -> Rule:
    """One `--fault`. Raises UsageError, with the nearest name."""
    parts = spec(text, "--fault")
    try:
        return asked(parts.name, parts.settings, share=parts.share, on=parts.where)
    except UsageError as problem:
        raise UsageError(problem.what, where=problem.where or "--fault", remedy=problem.remedy) from None
