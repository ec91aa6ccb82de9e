"""The JSON report of `assay proxy`: what went through it, and what was done to it."""

from __future__ import annotations

from typing import Any

from assay.app.proxying.serving import Plan, Served
from assay.report.measure import instant
from assay.version import __version__


def document(made: Plan, served: Served) -> dict[str, Any]:
    """In the shape that every command's report has."""
    return {
        "assay": __version__,
        "command": "proxy",
        "target": made.target.text if made.target is not None else "",
        "environment": "",
        "started": instant(served.started),
        "seconds": round(served.seconds, 3),
        "seed": made.options.seed or 0,
        "verdict": "interrupted" if served.interrupted else "clean",
        "summary": served.tally.summary,
        "notes": list(served.tally.problems),
        "findings": [],
    }
