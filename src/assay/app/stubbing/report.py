"""The JSON report of `assay stub`: what was called, what fitted nothing, and what does not keep to the contract."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.app.stubbing.checking import Checked
from assay.app.stubbing.serving import Ended
from assay.model.finding import Finding
from assay.report.measure import instant
from assay.version import __version__

MOST = 200
"""Routes and calls that are named."""


def served(ended: Ended, seed: int, *, strict: bool) -> dict[str, Any]:
    """Of a stub that has ended."""
    tally = ended.tally
    gates = any(one.gates for one in ended.findings) or (strict and tally.unmatched > 0)
    counts = {f"route:{name}": count for name, count in tally.by_route.most_common(MOST)}
    missed = {f"unmatched:{name}": count for name, count in tally.missed.most_common(MOST)}
    return {
        **_opening(ended.target, ended.started, ended.seconds, seed),
        "verdict": "findings" if gates else "interrupted" if ended.interrupted else "clean",
        "summary": {
            "calls": tally.calls,
            "unmatched": tally.unmatched,
            "refused": tally.refused,
            "connections_refused": ended.refused,
            "findings": len(ended.findings),
            **counts,
            **missed,
        },
        "notes": [*([ended.refusals] if ended.refusals else []), *list(tally.reasons.values())[:MOST]],
        "findings": [_shown(one) for one in ended.findings],
    }


def checked(done: Checked, seed: int) -> dict[str, Any]:
    """Of a stub that was held against the real service."""
    gates = any(one.gates for one in done.findings)
    return {
        **_opening(done.target, done.started, done.seconds, seed),
        "verdict": "findings" if gates else "clean",
        "summary": {"calls": done.calls, "passed_over": done.passed_over, "findings": len(done.findings)},
        "notes": list(done.notes),
        "findings": [_shown(one) for one in done.findings],
    }


def _opening(target: str, started: float, seconds: float, seed: int) -> dict[str, Any]:
    return {
        "assay": __version__,
        "command": "stub",
        "target": target,
        "environment": "",
        "started": instant(started),
        "seconds": round(seconds, 3),
        "seed": seed,
    }


def _shown(finding: Finding) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(finding)
    always = ("operation", "message", "exchanges")
    kept = {name: value for name, value in fields.items() if value or name in always}
    return kept | {"fingerprint": finding.fingerprint}
