"""Workflow commands of GitHub Actions for a probing run: what gates as errors, the rest as warnings and notices."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.finding import Finding
from assay.report.clean import cut, line
from assay.report.fold import Records
from assay.report.probed import probed
from assay.report.workflow_commands import MOST, data, properties

LONGEST = 1_000
_KINDS = ("error", "warning", "notice")


def github(records: Records) -> Iterator[str]:
    """One command a line: of each kind ten, the worst first, the last of which counts those that have no room."""
    run = probed(records)
    by_kind: dict[str, list[Finding]] = {kind: [] for kind in _KINDS}
    for finding in run.worst_first():
        by_kind[_kind(finding)].append(finding)
    reason = run.reason
    for kind, findings in by_kind.items():
        room = MOST - (kind == "error" and bool(reason))
        extra = run.left_out if kind == "error" else 0
        shown = findings if len(findings) + extra <= room else findings[: room - 1]
        yield from (_command(kind, finding) for finding in shown)
        if len(findings) + extra > len(shown):
            yield f"::{kind} title=assay::and {len(findings) + extra - len(shown):,} more findings\n"
    if reason:
        yield f"::error title={properties(run.verdict)}::{data(cut(line(reason), LONGEST))}\n"


def _kind(finding: Finding) -> str:
    if not finding.gates:
        return "notice"
    return "error" if finding.severity in ("critical", "high") else "warning"


def _command(kind: str, finding: Finding) -> str:
    place = finding.contract
    spot = f"file={properties(line(place.file))},line={place.line}," if place else ""
    said = cut(line(f"{finding.operation}: {finding.message}"), LONGEST)
    return f"::{kind} {spot}title={properties(line(finding.title))}::{data(said)}\n"
