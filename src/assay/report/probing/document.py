"""What the JSON report says of a probing run."""

from __future__ import annotations

from typing import Any

from assay.report.breaking.matrix import entries
from assay.report.measure import instant
from assay.report.probed import SEVERITIES, Probed
from assay.report.trusting.document import entries as trusted

MOST_LEFT = 1_000
"""Things that were not removed, by name; MOST_NOTES of the notes."""
MOST_NOTES = 200
MOST_ROWS = 100_000
"""Entries of the access matrix."""


def opening(probed: Probed) -> dict[str, Any]:
    """Everything but the findings."""
    started, ended, survey = probed.started, probed.ended, probed.survey
    told: dict[str, Any] = {
        "assay": started.version if started else "",
        "command": started.command if started else "probe",
        "target": started.target if started else "",
        "environment": started.environment_name if started else "",
        "started": instant(probed.began),
        "seconds": round(ended.seconds if ended and ended.seconds else probed.last - probed.began, 3),
        "seed": started.seed if started else 0,
        "verdict": probed.verdict,
        "summary": summary(probed),
        "access": access(probed),
        "coverage": survey.coverage,
        "left": list(survey.left[:MOST_LEFT]),
        "notes": [*survey.notes, *(probed.weighed.notes if probed.weighed else ())][:MOST_NOTES],
    }
    if probed.matrix:
        told["matrix"] = entries(probed.matrix)
    if probed.weighed is not None:
        told |= trusted(probed.weighed)
    if probed.reason:
        told["reason"] = probed.reason
    cut = {
        "findings": probed.left_out,
        "access": max(len(survey.access) - MOST_ROWS, 0),
        "left": max(len(survey.left) - MOST_LEFT, 0),
        "notes": max(len(survey.notes) - MOST_NOTES, 0),
    }
    if any(cut.values()):
        told["truncated"] = {name: count for name, count in cut.items() if count}
    return told


def summary(probed: Probed) -> dict[str, int]:
    """Counts; a severity without a finding is there with 0."""
    severities: list[str] = [one.severity for one in probed.findings]
    return {
        "cases": probed.survey.cases or (probed.started.items if probed.started else 0),
        "carried": probed.survey.carried,
        "requests": probed.requests,
        "unanswered": probed.unanswered,
        "findings": len(severities) + probed.left_out,
        "gating": sum(one.gates for one in probed.findings),
        **{name: severities.count(name) for name in SEVERITIES},
    }


def access(probed: Probed) -> dict[str, dict[str, str]]:
    """By operation and identity: allowed, refused or not reached."""
    rows: dict[str, dict[str, str]] = {}
    for operation, identity, entry in probed.survey.access[:MOST_ROWS]:
        rows.setdefault(operation, {})[identity] = entry
    return rows
