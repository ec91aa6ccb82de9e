"""A probing run in Markdown: what was found, the worst first, what was covered, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.finding import Finding
from assay.report.clean import cut, line
from assay.report.fold import Records
from assay.report.markdown_text import MOST, escaped
from assay.report.measure import duration
from assay.report.probed import Probed, probed
from assay.report.probing.console import counted
from assay.report.probing.document import access
from assay.report.trusting.console import headline

MOST_DETAILS = 15
"""Findings whose command is shown: a comment takes 65,536 characters, and a job's summary 1,024 KiB a step."""
_MOST_ROWS = 200
_LONGEST_CURL = 1_500
_MARKS = {"allowed": "yes", "refused": "no", "not reached": "·"}


def markdown(records: Records) -> Iterator[str]:
    """The summary in pieces."""
    run = probed(records)
    findings = run.worst_first()
    name = run.started.name if run.started else "assay probe"
    yield f"### {escaped(name)}: {', '.join(counted(findings)) or run.nothing}\n\n"
    if run.reason:
        yield f"{escaped(run.reason)}.\n\n"
    yield from _reached(run)
    yield from _listed(findings, run)
    for finding in findings[:MOST_DETAILS]:
        yield from _details(finding)
    yield from _access(run)


def _reached(run: Probed) -> Iterator[str]:
    survey, ended = run.survey, run.ended
    if run.weighed is not None:
        yield f"{escaped(headline(run.weighed))}.\n\n"
    took = f" in {duration(ended.seconds * 1000)}" if ended else ""
    yield f"{survey.carried:,} of {survey.cases:,} cases, {run.requests:,} requests{took}.\n"
    rows = {kind: row for kind, row in survey.coverage.items() if isinstance(row, dict)}
    if rows:
        yield f"\n| coverage: {survey.coverage.get('percent', 0):g} % | exercised | of |\n|---|---:|---:|\n"
        for kind, row in rows.items():
            yield f"| {escaped(kind)} | {row['exercised']:,} | {row['total']:,} |\n"


def _listed(findings: list[Finding], run: Probed) -> Iterator[str]:
    if findings:
        yield "\n| | operation | what | rule |\n|---|---|---|---|\n"
    for finding in findings[:MOST]:
        place = f" {finding.where}" if finding.where else ""
        mark = "" if finding.gates else " (reported only)"
        yield f"| {finding.severity}{mark} | {escaped(finding.operation + place)} | {escaped(finding.message)} "
        yield f"| {escaped(finding.rule)}, {finding.confidence} |\n"
    left = len(findings) - MOST + run.left_out
    if left > 0:
        yield f"\n… and {left:,} more.\n"


def _details(finding: Finding) -> Iterator[str]:
    where = f"{escaped(finding.contract.file)}:{finding.contract.line}" if finding.contract else ""
    yield f"\n<details><summary>{finding.severity} {escaped(finding.operation)} {escaped(finding.rule)}</summary>\n\n"
    yield f"{escaped(finding.message)}\n\n" + (f"{where}\n\n" if where else "")
    if finding.curl:
        yield f"```sh\n{cut(line(finding.curl), _LONGEST_CURL).replace('```', '` ` `')}\n```\n\n"
    yield "</details>\n"


def _access(run: Probed) -> Iterator[str]:
    rows = access(run)
    names = list(dict.fromkeys(name for row in rows.values() for name in row))[:20]
    if not names:
        return
    yield "\n<details><summary>who may do what</summary>\n\n"
    yield f"| | {' | '.join(map(escaped, names))} |\n|---|{'---|' * len(names)}\n"
    for operation, row in list(rows.items())[:_MOST_ROWS]:
        yield f"| {escaped(operation)} | {' | '.join(_MARKS.get(row.get(name, ''), '·') for name in names)} |\n"
    if len(rows) > _MOST_ROWS:
        yield f"\n… and {len(rows) - _MOST_ROWS:,} more operations.\n"
    yield "\n</details>\n"
