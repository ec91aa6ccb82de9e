"""Puts the page together: style, frame, what is known of the run, then rows and details as the turns come."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

from assay.model.event import RunEnded, RunStarted
from assay.report.clean import cut, line
from assay.report.fold import Records
from assay.report.html.blocks import TURNS, Packer
from assay.report.html.rows import row_of
from assay.report.measure import instant
from assay.report.probed import is_probe
from assay.report.strict import text
from assay.report.tally import Count, Spread, Tally
from assay.report.turns import Turn, Turns

MOST_TURNS = 50_000
"""Turns that the page lists. Of longer runs it lists every failure, and as many of the others as there is room for."""


def html(records: Records) -> Iterator[str]:
    """The page in pieces; the records are opened twice, since the totals come first."""
    if is_probe(records):
        from assay.report.probing.html import html as of_probe

        yield from of_probe(records)
        return
    run = Run(records)
    yield from head(run)
    yield f'<script type="application/json" id="run">{data(run.told())}</script>\n'
    packer = Packer(run.listed)
    batch: list[Turn] = []
    for turn in run.turns(records):
        batch.append(turn)
        if len(batch) == TURNS:
            yield from block(batch, packer, run)
            batch = []
    if batch:
        yield from block(batch, packer, run)
    yield f"<script>{asset('report.js')}</script>\n</body>\n</html>\n"


def block(turns: list[Turn], packer: Packer, run: Run) -> Iterator[str]:
    """Rows and details of some turns."""
    yield f'<script type="application/json" class="rows">{data([row_of(turn, run.began) for turn in turns])}</script>\n'
    yield f'<script type="text/plain" class="block">{packer.pack(turns)}</script>\n'


def head(run: Run) -> Iterator[str]:
    """Everything above the data. The policy lets our one script run and nothing else, whatever the data holds."""
    script = base64.b64encode(hashlib.sha256(asset("report.js").encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{script}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    title = escape(line(cut(run.name, 200)))
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title} · assay</title>\n<style>{asset('report.css')}</style>\n</head>\n<body>\n"
    )
    yield asset("frame.html")
    tally = run.tally
    yield (
        f"<noscript><p>This page needs JavaScript to show its {tally.requests.total:,} requests and "
        f"{tally.failures:,} failures.</p></noscript>\n"
    )


def asset(name: str) -> str:
    """A file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def data(value: Any) -> str:
    """JSON that cannot end the element it stands in."""
    return text(value).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class Run:
    """The first look: what holds for the run as a whole."""

    def __init__(self, records: Records) -> None:
        self.name = ""
        self.began = 0.0
        self.tally = Tally()
        self._last = 0.0
        self._started: RunStarted | None = None
        self._ended: RunEnded | None = None
        self._failed = 0
        self._all = 0
        for turn in self._read(records):
            self._all += 1
            self._failed += bool(turn.failed)

    def _read(self, records: Records) -> Iterator[Turn]:
        turns = Turns()
        for record in records():
            self.tally.add(record.event)
            self.began, self._last = self.began or record.at, record.at
            if isinstance(record.event, RunStarted):
                self._started, self.name = record.event, record.event.name
            elif isinstance(record.event, RunEnded):
                self._ended = record.event
            turn = turns.feed(record)
            if turn is not None:
                yield turn
        yield from turns.unfinished()

    @property
    def listed(self) -> int:
        """Turns that the page lists."""
        return min(self._all, max(MOST_TURNS, self._failed))

    def turns(self, records: Records) -> Iterator[Turn]:
        """The second look: the turns to be listed, in order."""
        passed_left = self.listed - self._failed
        turns = Turns()
        for record in records():
            turn = turns.feed(record)
            if turn is None:
                continue
            if not turn.failed:
                passed_left -= 1
            if turn.failed or passed_left >= 0:
                yield turn
        yield from turns.unfinished()

    def told(self) -> dict[str, Any]:
        """What the head of the page shows."""
        started, tally = self._started, self.tally
        return {
            "name": line(cut(self.name, 300)),
            "target": line(cut(started.target, 300)) if started else "",
            "environment": line(cut(started.environment_name, 300)) if started else "",
            "version": started.version if started else "",
            "seed": started.seed if started else 0,
            "started": instant(self.began),
            "seconds": self._ended.seconds if self._ended else self._last - self.began,
            "ending": self._ended.ending if self._ended else "cut short",
            "reason": line(cut(self._ended.error, 1000)) if self._ended else "",
            "iterations": _count(tally.iterations),
            "requests": _count(tally.requests),
            "assertions": _count(tally.assertions),
            "scripts": [tally.scripts.total, tally.raised],
            "skipped": tally.skipped_assertions,
            "retried": tally.retried,
            "failures": tally.failures,
            "received": tally.received,
            "response": _spread(tally.response),
            "left_out": self._all - self.listed,
        }


def _count(count: Count) -> list[int]:
    return [count.total, count.failed]


def _spread(spread: Spread) -> list[float]:
    return [round(value, 2) for value in (spread.mean, spread.least, spread.greatest, spread.deviation)]
