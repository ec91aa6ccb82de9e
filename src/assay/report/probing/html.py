"""One page of a probing run, without a script: what was found, who may do what, and how much was covered."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as escaped
from typing import Any

from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.report.body import excerpt_of, pretty, sent_bytes, text_of
from assay.report.breaking.html import STYLE, heat_map
from assay.report.clean import block, cut, line
from assay.report.fold import Records
from assay.report.measure import duration, instant
from assay.report.probed import Probed, probed
from assay.report.probing.console import counted
from assay.report.probing.document import access
from assay.report.probing.evidence import Evidence
from assay.report.reproduced import tests
from assay.report.trusting.html import parts

MOST = 2_000
"""Findings of the page; MOST_SHOWN of them with their exchanges and a test."""
MOST_SHOWN = 300
_MOST_EXCHANGES = 6
_LONGEST = 4_000
_MOST_ROWS = 2_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--dim:#777}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:75rem;padding:1.5rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.3rem 0}
pre{background:var(--soft);padding:.6rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}
summary{cursor:pointer}summary b{display:inline-block;min-width:5rem}details details{border:0;padding:0}
.critical b{color:#b00020}.high b{color:#d2451e}.medium b{color:#a66b00}.low b{color:#0b7285}
.info b,.dim{color:var(--dim)}
table{border-collapse:collapse;font-size:.9rem}td,th{border:1px solid var(--line);padding:.2rem .5rem;text-align:left}
.wide{overflow-x:auto}.allowed{background:#2b8a3e33}.refused{background:#c92a2a22}.reached{color:var(--dim)}
"""


def html(records: Records) -> Iterator[str]:
    """The page in pieces."""
    run = probed(records)
    findings = run.worst_first()
    shown = findings[:MOST_SHOWN]
    evidence = Evidence(shown, records)
    written = tests(run, shown, evidence, records)
    yield from _head(run, findings)
    for finding in findings[:MOST]:
        yield from _finding(finding, evidence, written.get(finding.fingerprint, ""))
    left = len(findings) - MOST + run.left_out
    if left > 0:
        yield f'<p class="dim">… and {left:,} more findings, which the JSON report has.</p>\n'
    yield from heat_map(run.matrix, {(one.operation, _call(one), one.rule): one.fingerprint for one in findings})
    yield from parts(run.weighed)
    yield from _access(run)
    yield from _coverage(run)
    yield from _rest(run)
    yield "</body>\n</html>\n"


def _call(finding: Finding) -> str:
    """The call to a dependency that a finding is about: its place without the name."""
    return finding.where.partition(" ")[2]


def _text(value: str, most: int = 600) -> str:
    return escaped(cut(line(value), most))


def _lines(value: str, most: int = _LONGEST) -> str:
    return escaped(cut(block(value), most))


def _head(run: Probed, findings: list[Finding]) -> Iterator[str]:
    name = _text(run.started.name if run.started else "assay probe", 200)
    verb = run.started.command if run.started else "probe"
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{name} · assay {verb}</title>\n<style>{_STYLE}{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
    )
    target = run.started.target if run.started else ""
    seconds = run.ended.seconds if run.ended else run.last - run.began
    yield f'<p class="dim">{_text(target)} · {instant(run.began)} · {duration(seconds * 1000)} · '
    yield f"{run.survey.carried:,} of {run.survey.cases:,} cases, {run.requests:,} requests</p>\n"
    if run.reason:
        yield f"<p><b>{_text(run.verdict)}:</b> {_text(run.reason)}</p>\n"
    yield f"<h2>{', '.join(counted(findings)) or 'Nothing found'}</h2>\n"


def _finding(finding: Finding, evidence: Evidence, test: str) -> Iterator[str]:
    where = f" {_text(finding.where, 200)}" if finding.where else ""
    mark = "" if finding.gates else ' <span class="dim">reported only</span>'
    yield f'<details class="{finding.severity}" id="f-{finding.fingerprint}"><summary><b>{finding.severity}</b> '
    yield f"{_text(finding.operation, 200)}{where}: {_text(finding.title)}{mark}</summary>\n"
    yield f'<p id="m-{finding.fingerprint}">{_text(finding.message, 2_000)}</p>\n'
    if finding.also:
        yield f'<p class="dim">Also {_text(", ".join(finding.also), 10_000)}</p>\n'
    if finding.contract is not None:
        place = finding.contract
        yield f"<p>{_text(place.file)}:{place.line}</p><pre>{_text(place.text)}</pre>\n"
    marks = (finding.rule, finding.confidence, finding.basis, finding.fingerprint, finding.identity, finding.known)
    yield f'<p class="dim">{_text(" · ".join(one for one in marks if one))}</p>\n'
    if finding.curl:
        yield f"<pre>{_lines(line(finding.curl))}</pre>\n"
    for exchange in evidence.of(finding)[:_MOST_EXCHANGES]:
        yield from _exchange(exchange)
    if test:
        yield f"<details><summary>as a pytest test</summary><pre>{_lines(test, 12_000)}</pre></details>\n"
    yield "</details>\n"


def _exchange(exchange: Exchange) -> Iterator[str]:
    request, response = exchange.request, exchange.response
    said = f"{response.status} {response.reason}" if response else "no answer"
    who = request.identity or "nobody"
    yield f"<details><summary>{_text(who, 100)}: {_text(request.method, 20)} {_text(request.url, 300)} "
    yield f"→ {_text(said, 100)}</summary>\n"
    heads = "\n".join(f"{one.name}: {cut(one.value, 300)}" for one in request.headers[:60])
    body = text_of((sent_bytes(request) or b"")[:_LONGEST], request.header("content-type")) or ""
    yield f"<pre>{_lines(heads)}\n\n{_lines(pretty(body))}</pre>\n"
    if response is not None:
        heads = "\n".join(f"{one.name}: {cut(one.value, 300)}" for one in response.headers[:60])
        yield f"<pre>{_lines(heads)}\n\n{_lines(excerpt_of(response, _LONGEST))}</pre>\n"
    yield "</details>\n"


def _access(run: Probed) -> Iterator[str]:
    rows = access(run)
    names = list(dict.fromkeys(name for row in rows.values() for name in row))[:50]
    if not names:
        return
    heads = "".join(f"<th>{_text(name, 60)}</th>" for name in names)
    yield f'<h2>Who may do what</h2>\n<div class="wide"><table><tr><th></th>{heads}</tr>\n'
    for operation, row in list(rows.items())[:_MOST_ROWS]:
        cells = "".join(_cell(row.get(name, "not reached")) for name in names)
        yield f"<tr><th>{_text(operation, 200)}</th>{cells}</tr>\n"
    yield "</table></div>\n"
    if len(rows) > _MOST_ROWS:
        yield f'<p class="dim">… and {len(rows) - _MOST_ROWS:,} more operations.</p>\n'


def _cell(entry: str) -> str:
    return f'<td class="{entry.rpartition(" ")[2]}">{entry}</td>'


def _coverage(run: Probed) -> Iterator[str]:
    coverage: dict[str, Any] = run.survey.coverage
    rows = {kind: row for kind, row in coverage.items() if isinstance(row, dict)}
    if not rows:
        return
    yield f"<h2>Coverage: {coverage.get('percent', 0):g} %</h2>\n<table>\n"
    for kind, row in rows.items():
        missing = _text(", ".join(row["missing"]), 3_000) + (
            f" and {row['left_out']:,} more" if "left_out" in row else ""
        )
        what = f"<details><summary>what is missing</summary>{missing}</details>" if row["missing"] else ""
        yield f"<tr><th>{_text(kind)}</th><td>{row['exercised']:,} of {row['total']:,}</td><td>{what}</td></tr>\n"
    yield "</table>\n"


def _rest(run: Probed) -> Iterator[str]:
    survey = run.survey
    if survey.left:
        yield f"<h2>Not removed: {len(survey.left):,}</h2>\n<p>{_text(', '.join(survey.left[:200]), 5_000)}</p>\n"
    if survey.notes:
        items = "".join(f"<li>{_text(note)}</li>" for note in survey.notes[:100])
        yield f"<h2>Notes</h2>\n<ul>{items}</ul>\n"
