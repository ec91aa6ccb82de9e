"""A summary in Markdown, for a pull request or a job's page: the counts, then what failed."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.event import RunEnded, RunStarted
from assay.report.findings import Findings
from assay.report.fold import Records
from assay.report.markdown_text import MOST, escaped
from assay.report.measure import duration
from assay.report.newman_shapes import items_of
from assay.report.probed import is_probe
from assay.report.probing.markdown import markdown as of_probe
from assay.report.tally import Tally
from assay.report.turns import Turns


def markdown(records: Records) -> Iterator[str]:
    """The summary in pieces."""
    if is_probe(records):
        yield from of_probe(records)
        return
    tally, turns, findings = Tally(), Turns(), Findings("", {})
    name, ending, seconds = "", "cut short", 0.0
    for record in records():
        tally.add(record.event)
        if isinstance(record.event, RunStarted):
            name = record.event.name
            findings = Findings(name, {key: item for key, (item, _) in items_of(record.event.suite, None)})
        elif isinstance(record.event, RunEnded):
            ending, seconds = record.event.ending, record.event.seconds
        turn = turns.feed(record)
        if turn is not None:
            findings.add(turn)
    for turn in turns.unfinished():
        findings.add(turn)
    yield from _head(name, ending, seconds, tally)
    yield from _listed(findings)


def _head(name: str, ending: str, seconds: float, tally: Tally) -> Iterator[str]:
    verdict = f"{tally.failures} failed" if tally.failures else "passed" if ending == "finished" else ending
    yield f"### {escaped(name)}: {verdict}\n\n"
    if ending not in ("finished", "bailed"):
        yield f"The run did not come to its end ({ending}); this is what was done.\n\n"
    yield "| | executed | failed |\n|---|---:|---:|\n"
    counts = {"iterations": tally.iterations, "requests": tally.requests, "assertions": tally.assertions}
    for label, count in counts.items():
        yield f"| {label} | {count.total:,} | {count.failed:,} |\n"
    mean = f", mean response {duration(tally.response.mean)}" if tally.response.count else ""
    yield f"\n{duration(seconds * 1000)}{mean}\n"


def _listed(findings: Findings) -> Iterator[str]:
    for number, finding in enumerate(findings.all()):
        if number == 0:
            yield "\n| | where | what |\n|---|---|---|\n"
        if number == MOST:
            yield f"\n… and {len(findings) - MOST:,} more.\n"
            return
        yield f"| {finding.severity} | {escaped(finding.where)} | {escaped(finding.message)} |\n"
