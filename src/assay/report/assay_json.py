"""assay's own JSON report: one object, described by `schema/report.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from assay.model.event import RunEnded, RunStarted
from assay.model.finding import Finding
from assay.report.findings import Findings
from assay.report.fold import Records
from assay.report.measure import instant
from assay.report.newman_shapes import items_of
from assay.report.probed import is_probe, probed
from assay.report.probing.document import opening
from assay.report.strict import text
from assay.report.tally import Tally
from assay.report.transfers import Transfers
from assay.report.turns import Turns

SCHEMA = Path(__file__).parent / "schema" / "report.schema.json"
"""The JSON Schema of the report (draft 2020-12)."""


def assay_json(records: Records) -> Iterator[str]:
    """The report in pieces: what is known of the run, then each finding."""
    if is_probe(records):
        yield from _probe(records)
        return
    transfers = Transfers()
    started, ended, findings, tally, seconds = _read(records, transfers)
    told: dict[str, Any] = {
        "assay": started.version if started else "",
        "command": started.command if started else "",
        "target": started.target if started else "",
        "environment": started.environment_name if started else "",
        "started": instant(seconds[0]),
        "seconds": round(ended.seconds if ended and ended.seconds else seconds[1] - seconds[0], 3),
        "seed": started.seed if started else 0,
        "verdict": _verdict(ended, tally, transfers),
        "summary": _summary(tally, findings),
    }
    if ended is None or ended.ending not in ("finished", "bailed"):
        told["reason"] = (ended.error if ended else "") or _reason(ended)
    cut = {"findings": findings.left_out, "transfers": transfers.left_out}
    if any(cut.values()):
        told["truncated"] = {name: count for name, count in cut.items() if count}
    if transfers.shown:
        told["transfers"] = transfers.shown
    yield text(told)[:-1] + ',"findings":['
    for number, finding in enumerate(findings.all()):
        yield ("," if number else "") + text(_shown(finding))
    yield "]}\n"


def _probe(records: Records) -> Iterator[str]:
    run = probed(records)
    yield text(opening(run))[:-1] + ',"findings":['
    for number, finding in enumerate(run.worst_first()):
        yield ("," if number else "") + text(_shown(finding))
    yield "]}\n"


def _read(
    records: Records, transfers: Transfers
) -> tuple[RunStarted | None, RunEnded | None, Findings, Tally, tuple[float, float]]:
    started: RunStarted | None = None
    ended: RunEnded | None = None
    findings = Findings("", {})
    tally = Tally()
    turns = Turns()
    first = last = 0.0
    for record in records():
        tally.add(record.event)
        first, last = first or record.at, record.at
        if isinstance(record.event, RunStarted):
            started = record.event
            items = {key: item for key, (item, _) in items_of(started.suite, None)}
            findings = Findings(started.name, items)
        elif isinstance(record.event, RunEnded):
            ended = record.event
        turn = turns.feed(record)
        if turn is not None:
            findings.add(turn)
            transfers.add(turn)
    for turn in turns.unfinished():
        findings.add(turn)
    return started, ended, findings, tally, (first, last)


def _verdict(ended: RunEnded | None, tally: Tally, transfers: Transfers) -> str:
    if ended is None or ended.ending == "interrupted":
        return "interrupted"
    if ended.ending in ("timed out", "failed"):
        return "incomplete"
    return "findings" if tally.failures or transfers.refused else "clean"


def _reason(ended: RunEnded | None) -> str:
    return f"the run was {ended.ending}" if ended else "the run was cut short: its log has no end"


def _summary(tally: Tally, findings: Findings) -> dict[str, int]:
    return {
        "iterations": tally.iterations.total,
        "requests": tally.requests.total,
        "unanswered": tally.requests.failed,
        "retried": tally.retried,
        "assertions": tally.assertions.total,
        "failed": tally.assertions.failed,
        "skipped": tally.skipped_assertions,
        "script_errors": tally.raised,
        "findings": len(findings),
    }


def _shown(finding: Finding) -> dict[str, Any]:
    """The finding's own fields, without the empty ones, and its fingerprint."""
    fields: dict[str, Any] = msgspec.to_builtins(finding)
    always = ("operation", "message", "exchanges")
    kept = {name: value for name, value in fields.items() if value or name in always}
    return kept | {"fingerprint": finding.fingerprint}
