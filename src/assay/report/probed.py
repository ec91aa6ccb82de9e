"""The console's report of a probing run: its findings, the worst first, and what was reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from assay.model.event import Exchanged, Found, Record, RunEnded, RunStarted, Surveyed
from assay.model.finding import Finding
from assay.report.clean import cut, line
from assay.report.style import Paint

SEVERITIES = ("critical", "high", "medium", "low", "info")
_PAINTS: dict[str, Paint] = {"critical": "bad", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
_LONGEST = 400
MOST = 50
"""Findings that the console shows; all are in the reports."""


class Probed:
    """What of a probing run the console tells, gathered event by event."""

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.ended: RunEnded | None = None
        self.surveyed = Surveyed()
        self.findings: list[Finding] = []
        self.requests = 0

    def feed(self, record: Record) -> None:
        """Take in one record; findings come masked, as the log holds them."""
        match record.event:
            case RunStarted():
                self.started = record.event
            case RunEnded():
                self.ended = record.event
            case Surveyed():
                self.surveyed = record.event
            case Found():
                self.findings.append(record.event.finding)
            case Exchanged():
                self.requests += 1
            case _:
                pass

    def worst_first(self) -> list[Finding]:
        """The findings by severity, then by operation."""
        order = {name: number for number, name in enumerate(SEVERITIES)}
        return sorted(self.findings, key=lambda one: (order[one.severity], one.operation, one.rule, one.where))


def told(probed: Probed) -> Iterator[tuple[Paint, str]]:
    """The report in lines, each with its colour."""
    findings = probed.worst_first()
    for severity, group in groupby(findings[:MOST], key=lambda one: one.severity):
        for finding in group:
            yield from _finding(finding, _PAINTS[severity])
    if len(findings) > MOST:
        yield "dim", f"… and {len(findings) - MOST} more in the reports"
    yield from _summary(probed, findings)


def _finding(finding: Finding, paint: Paint) -> Iterator[tuple[Paint, str]]:
    place = f"  {line(finding.where)}" if finding.where else ""
    yield paint, f"{finding.severity}  {line(finding.operation)}{place}"
    yield "plain", f"  {cut(line(finding.message), _LONGEST)}"
    yield "dim", f"  {finding.rule} · {finding.confidence} · {finding.basis} · {finding.fingerprint}"
    if finding.curl:
        yield "dim", f"  {cut(line(finding.curl), _LONGEST)}"
    yield "plain", ""


def _summary(probed: Probed, findings: list[Finding]) -> Iterator[tuple[Paint, str]]:
    survey = probed.surveyed
    counts = ", ".join(_counted(findings)) or "nothing found"
    yield ("bad" if findings else "green"), counts
    entries = [entry for _, _, entry in survey.access]
    allowed, refused = entries.count("allowed"), entries.count("refused")
    yield (
        "plain",
        (
            f"{survey.carried} of {survey.cases} cases, {probed.requests} requests; access: {allowed} allowed, "
            f"{refused} refused, {len(entries) - allowed - refused} not reached"
        ),
    )
    if survey.left:
        shown = ", ".join(line(one) for one in survey.left[:5])
        more = f" and {len(survey.left) - 5} more" if len(survey.left) > 5 else ""
        yield "yellow", f"not removed: {shown}{more}"
    for note in survey.notes[:10]:
        yield "dim", line(note)
    if probed.ended is not None and probed.ended.error:
        yield "yellow", line(probed.ended.error)


def _counted(findings: Iterable[Finding]) -> Iterator[str]:
    severities = [one.severity for one in findings]
    for name in SEVERITIES:
        if name in severities:
            yield f"{severities.count(name)} {name}"
