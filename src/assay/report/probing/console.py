"""The console's report of a probing run: its findings, the worst first, and what was reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.model.finding import Declaration, Finding
from assay.report.breaking import console as breaking
from assay.report.clean import cut, line
from assay.report.probed import SEVERITIES, Probed
from assay.report.style import Paint
from assay.report.trusting import console as trusting

_PAINTS: dict[str, Paint] = {"critical": "bad", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
_LONGEST = 600
_SHORT = 200
MOST = 50
"""Findings that the console shows; all are in the reports."""


def told(probed: Probed) -> Iterator[tuple[Paint, str]]:
    """The report in lines, each with its colour."""
    findings = probed.worst_first()
    for finding in findings[:MOST]:
        yield from _finding(finding, _PAINTS[finding.severity])
    if len(findings) + probed.left_out > MOST:
        yield "dim", f"… and {len(findings) + probed.left_out - MOST:,} more: --report json=FILE, or html=FILE"
        yield "plain", ""
    yield from _summary(probed, findings)


def _finding(finding: Finding, paint: Paint) -> Iterator[tuple[Paint, str]]:
    place = f"  {cut(line(finding.where), _SHORT)}" if finding.where else ""
    yield paint, f"{finding.severity}  {cut(line(finding.operation), _SHORT)}{place}"
    yield "plain", f"  {cut(line(finding.message), _LONGEST)}"
    if finding.contract is not None:
        yield "dim", f"  {cut(line(at(finding.contract)), _LONGEST)}"
    marks = [finding.rule, finding.confidence, finding.basis, finding.fingerprint]
    if not finding.gates:
        marks.append("does not gate" + (f": known, {finding.known}" if finding.known else ""))
    yield "dim", f"  {cut(line(' · '.join(marks)), _LONGEST)}"
    if finding.curl:
        yield "dim", f"  {cut(line(finding.curl), _LONGEST)}"
    yield "plain", ""


def at(place: Declaration) -> str:
    """`openapi.yaml:214  quantity: {minimum: 1}`: an editor's terminal opens it."""
    return f"{place.file}:{place.line}  {place.text}"


def _summary(probed: Probed, findings: list[Finding]) -> Iterator[tuple[Paint, str]]:
    yield from breaking.told(probed.matrix)
    yield from trusting.told(probed.weighed)
    yield _headline(findings, probed)
    survey = probed.survey
    entries = [entry for _, _, entry in survey.access]
    allowed, refused = entries.count("allowed"), entries.count("refused")
    carried = f"{survey.carried:,} of {survey.cases:,} cases, {probed.requests:,} requests"
    unanswered = f" ({probed.unanswered:,} without an answer)" if probed.unanswered else ""
    access = f"; access: {allowed:,} allowed, {refused:,} refused, {len(entries) - allowed - refused:,} not reached"
    if probed.weighed is None:
        yield "plain", f"{carried}{unanswered}{access if entries else ''}"
    if survey.coverage:
        yield "plain", f"coverage: {', '.join(_covered(survey.coverage))}"
    if survey.left:
        shown = ", ".join(line(one) for one in survey.left[:5])
        more = f" and {len(survey.left) - 5:,} more" if len(survey.left) > 5 else ""
        yield "yellow", f"not removed: {cut(shown, _LONGEST)}{more}"
    for note in survey.notes[:10]:
        yield "dim", cut(line(note), _LONGEST)
    if probed.reason:
        yield "yellow", cut(line(probed.reason), _LONGEST)


def _headline(findings: list[Finding], probed: Probed) -> tuple[Paint, str]:
    if not findings:
        return ("green" if probed.verdict == "clean" else "yellow"), probed.nothing
    quiet = sum(not one.gates for one in findings)
    told = ", ".join(counted(findings)) + (f"; {quiet} of them only reported, not gating" if quiet else "")
    return ("bad" if quiet < len(findings) else "yellow"), told


def _covered(coverage: dict[str, object]) -> Iterator[str]:
    percent = coverage.get("percent")
    if isinstance(percent, int | float):
        yield f"{percent:g} %"
    for kind, row in coverage.items():
        if isinstance(row, dict):
            yield f"{row.get('exercised')}/{row.get('total')} {kind}"


def counted(findings: Iterable[Finding]) -> Iterator[str]:
    """`2 critical`, `7 high`, …"""
    severities = [one.severity for one in findings]
    for name in SEVERITIES:
        if name in severities:
            yield f"{severities.count(name):,} {name}"
