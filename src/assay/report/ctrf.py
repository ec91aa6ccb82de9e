"""The Common Test Report Format: each assertion of a run, or each case of a probing run, as a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.report.clean import block, cut, line
from assay.report.fold import Records
from assay.report.junit import Case, cases, count, seconds, turns_of
from assay.report.probed import is_probe, probed
from assay.report.probing.cases import Carried, carried
from assay.report.strict import text
from assay.report.turns import Turn
from assay.version import __version__

SPEC = "0.0.0"
"""The version that readers of the format ask for."""
STATES = ("passed", "failed", "pending", "skipped", "other")
_LONGEST = 2_000


def ctrf(records: Records) -> Iterator[str]:
    """The report in pieces; the records are opened twice, since the counts come first."""
    counts = dict.fromkeys(STATES, 0)
    first = last = 0.0
    for record in records():
        first, last = first or record.at, record.at
    for test in _tests(records):
        counts[test["status"]] += 1
    summary = {"tests": sum(counts.values()), **counts, "start": int(first * 1000), "stop": int(last * 1000)}
    results = {"tool": {"name": "assay", "version": __version__}, "summary": summary}
    opening = {"reportFormat": "CTRF", "specVersion": SPEC, "generatedBy": "assay"}
    yield text(opening)[:-1] + ',"results":' + text(results)[:-1] + ',"tests":['
    for number, test in enumerate(_tests(records)):
        yield ("," if number else "") + text(test)
    yield "]}}\n"


def _tests(records: Records) -> Iterator[dict[str, Any]]:
    if is_probe(records):
        run = probed(records)
        yield from map(_of_probe, carried(records, run))
        broken = run.reason
    else:
        broken = count(records).broken
        for turn in turns_of(records):
            yield from (_of_run(case, turn) for case in cases(turn))
    if broken:
        yield {"name": "the run comes to its end", "status": "failed", "duration": 0, "message": _line(broken)}


def _of_run(case: Case, turn: Turn) -> dict[str, Any]:
    status = {"passed": "passed", "skipped": "skipped"}.get(case.kind, "failed")
    test: dict[str, Any] = {
        "name": _line(case.name),
        "status": status,
        "duration": int(seconds(turn) * 1000),
        "suite": [_line(one) for one in (*turn.item.path, turn.item.name)],
    }
    if case.failure is not None:
        test["message"] = _line(f"{case.failure.name}: {case.failure.message}")
        test["trace"] = _line(case.failure.place)
    return test


def _of_probe(case: Carried) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": _line(f"{case.operation}: {case.name}"),
        "status": "failed" if case.failed else "passed",
        "duration": int(case.seconds * 1000),
        "suite": [_line(case.operation) or "assay"],
        "type": "api",
    }
    if case.findings:
        worst = case.findings[0]
        test["message"] = _line(worst.message)
        test["trace"] = cut(block("\n\n".join(f"{one.message}\n{one.curl}" for one in case.findings)), _LONGEST * 2)
        test["tags"] = sorted({one.rule for one in case.findings})
        if worst.contract is not None:
            test["filePath"], test["line"] = worst.contract.file, worst.contract.line
        test["extra"] = {"fingerprints": [one.fingerprint for one in case.findings]}
    return test


def _line(value: str) -> str:
    return cut(line(value), _LONGEST)
