"""JUnit XML of a probing run: an operation a test suite, a case a test case, a finding that gates a failure."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.finding import Finding
from assay.report.clean import cut
from assay.report.fold import Records
from assay.report.measure import instant
from assay.report.probed import Probed, probed
from assay.report.probing.cases import Carried, carried
from assay.report.xml import attributes, escaped

LONGEST = 2000


def junit(records: Records) -> Iterator[str]:
    """The report in pieces."""
    run = probed(records)
    suites: dict[str, list[Carried]] = {}
    for case in carried(records, run):
        suites.setdefault(case.operation, []).append(case)
    every = [case for cases in suites.values() for case in cases]
    broken = run.reason
    name = run.started.name if run.started else ""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites{attributes(name=name, **_counts(every, bool(broken)))}{_time(every)}>\n"
    for operation, cases in suites.items():
        yield from _suite(operation, cases)
    if broken:
        yield from _broken(run)
    yield "</testsuites>\n"


def _suite(operation: str, cases: list[Carried]) -> Iterator[str]:
    when = instant(cases[0].began)
    yield f"  <testsuite{attributes(name=operation, timestamp=when, **_counts(cases, False))}{_time(cases)}>\n"
    for case in cases:
        yield f'    <testcase{attributes(name=case.name, classname=operation)} time="{case.seconds:.3f}"'
        yield from _outcome(case) if case.findings else ("/>\n",)
    yield "  </testsuite>\n"


def _outcome(case: Carried) -> Iterator[str]:
    yield ">\n"
    gating = [one for one in case.findings if one.gates]
    if gating:
        worst = gating[0]
        yield f"      <failure{attributes(type=worst.rule, message=worst.message)}>"
        yield escaped("\n\n".join(map(_details, case.findings)), quote=False) + "</failure>\n"
    else:
        yield f"      <system-out>{escaped(chr(10).join(map(_details, case.findings)), quote=False)}</system-out>\n"
    yield "    </testcase>\n"


def _details(finding: Finding) -> str:
    place = finding.contract
    lines = [
        f"{finding.severity}: {finding.title}",
        finding.message,
        f"{finding.operation} {finding.where}".strip(),
        f"{finding.rule}, {finding.confidence}, {finding.basis}, {finding.fingerprint}",
        f"{place.file}:{place.line}: {place.text}" if place else "",
        f"known: {finding.known}" if finding.known else "",
        finding.curl,
    ]
    return "\n".join(cut(one, LONGEST) for one in lines if one)


def _broken(run: Probed) -> Iterator[str]:
    yield f"  <testsuite{attributes(name='assay', timestamp=instant(run.began), tests='1', failures='0', errors='1')}"
    yield ' skipped="0" time="0.000">\n'
    yield f'    <testcase{attributes(name="the run comes to its end", classname="assay")} time="0.000">\n'
    yield f"      <error{attributes(type=run.verdict, message=run.reason)}/>\n    </testcase>\n  </testsuite>\n"


def _counts(cases: list[Carried], broken: bool) -> dict[str, str]:
    return {
        "tests": str(len(cases) + broken),
        "failures": str(sum(case.failed for case in cases)),
        "errors": str(int(broken)),
        "skipped": "0",
    }


def _time(cases: list[Carried]) -> str:
    return f' time="{sum(case.seconds for case in cases):.3f}"'
