"""The tests as a page shows them: the score, each place of each answer, what each test is good for, what would help."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape as escaped

from assay.model.event import Weighed
from assay.report.clean import block, cut, line
from assay.report.trusting.console import headline
from assay.report.trusting.operations import Row, rows

_MOST_ROWS = 1_000
_MOST_FIELDS = 200
_MOST_MENDS = 300


def parts(weighed: Weighed | None) -> Iterator[str]:
    """The tables in pieces; nothing where nothing was weighed."""
    if weighed is None:
        return
    yield f"<h2>What the tests guard</h2>\n<p><b>{_text(headline(weighed))}</b></p>\n"
    for row in rows(weighed.fields)[:_MOST_ROWS]:
        yield from _operation(row)
    yield from _tests(weighed)
    yield from _mends(weighed)
    if weighed.left_out:
        yield "<h2>What does not count</h2>\n<table>\n"
        for why, count in sorted(weighed.left_out.items(), key=lambda one: -one[1]):
            yield f"<tr><td>{count:,}</td><td>{_text(why)}</td></tr>\n"
        yield "</table>\n"
    for note in weighed.notes:
        yield f'<p class="dim">{_text(note)}</p>\n'


def _operation(row: Row) -> Iterator[str]:
    name = f"{_text(row.operation, 200)} {row.status}"
    yield f"<details><summary><b>{100 * row.strength:.0f} %</b> {name}: {row.noticed:,} of {row.total:,}</summary>\n"
    if row.missed:
        yield "<table><tr><th>where</th><th>harm</th><th>not noticed</th><th>noticed</th></tr>\n"
        for one in row.missed[:_MOST_FIELDS]:
            cells = (one.where, one.harm, ", ".join(one.missed), ", ".join(one.noticed))
            yield "<tr>" + "".join(f"<td>{_text(cell, 300)}</td>" for cell in cells) + "</tr>\n"
        yield "</table>\n"
    if len(row.missed) > _MOST_FIELDS:
        yield f'<p class="dim">… and {len(row.missed) - _MOST_FIELDS:,} more places.</p>\n'
    yield "</details>\n"


def _tests(weighed: Weighed) -> Iterator[str]:
    if not weighed.tests:
        return
    yield '<h2>What each test is good for</h2>\n<div class="wide"><table>\n'
    yield "<tr><th>test</th><th>notices</th><th>of</th><th>alone</th></tr>\n"
    for one in sorted(weighed.tests, key=lambda one: (one.noticed, one.alone))[:_MOST_ROWS]:
        yield f"<tr><td>{_text(one.test, 300)}</td><td>{one.noticed:,}</td><td>{one.changes:,}</td>"
        yield f"<td>{one.alone:,}</td></tr>\n"
    yield "</table></div>\n"


def _mends(weighed: Weighed) -> Iterator[str]:
    if not weighed.mends:
        return
    yield f"<h2>{len(weighed.mends):,} assertions would close {weighed.closed:,} gaps</h2>\n"
    for one in weighed.mends[:_MOST_MENDS]:
        yield f"<details><summary>{_text(one.request, 200)}: {_text(one.name)} ({len(one.closes):,})</summary>\n"
        yield f"<pre>{escaped(cut(block(one.code), 8_000))}</pre>\n</details>\n"


def _text(value: str, most: int = 600) -> str:
    return escaped(cut(line(value), most))
