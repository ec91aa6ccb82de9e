"""Workflow commands of GitHub Actions: each finding as an annotation of the job."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assay.report.assay_json import assay_json
from assay.report.fold import Records
from assay.report.probed import is_probe
from assay.report.probing.github import github as of_probe
from assay.report.workflow_commands import MOST, data, properties


def github(records: Records) -> Iterator[str]:
    """One command a line."""
    if is_probe(records):
        yield from of_probe(records)
        return
    report = json.loads("".join(assay_json(records)))
    findings = report["findings"]
    shown = findings if len(findings) <= MOST else findings[: MOST - 1]
    for finding in shown:
        yield f"::error title={properties(finding['title'])}::{data(finding['where'])}: {data(finding['message'])}\n"
    if len(findings) > len(shown):
        yield f"::error title=assay::and {len(findings) - len(shown)} more findings\n"
    if report["verdict"] in ("incomplete", "interrupted"):
        yield f"::error title={report['verdict']}::{data(report.get('reason', ''))}\n"
