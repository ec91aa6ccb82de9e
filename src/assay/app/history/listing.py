"""The history as a table: a line for each entry, the newest last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from assay.record.history.entry import Row
from assay.report.answer.screen import status_paint
from assay.report.clean import line
from assay.report.measure import duration, instant, size
from assay.report.style import Style

LONGEST_METHOD = 10


def table(rows: Sequence[Row], style: Style, width: int | None, now: datetime) -> Iterator[str]:
    """The lines, cut to `width` columns where one is given. `now` tells which of them are of today."""
    if not rows:
        return
    digits = len(str(rows[-1].n))
    methods = max(len(_method(row)) for row in rows)
    times = [_time(row.started, now) for row in rows]
    column = max(map(len, times))
    for row, time in zip(rows, times, strict=True):
        head = f"{row.n:>{digits}}  {time:>{column}}  {_method(row):<{methods}}  "
        status = f"{_status(row):<7}"
        facts = f" {duration(row.seconds * 1000):>7} {size(row.received):>8}  "
        used = len(head) + len(status) + len(facts)
        url = style.fit(line(row.url))
        shown = url if width is None or used + len(url) <= width else url[: max(0, width - used - 1)] + style.fit("…")
        yield (
            style.paint(head[: digits + 2], "bold") + head[digits + 2 :] + _painted(status, row, style) + facts + shown
        )


def _method(row: Row) -> str:
    return line(row.method)[:LONGEST_METHOD]


def _time(started: float, now: datetime) -> str:
    then = _moment(started, now.tzinfo)
    return then.strftime("%H:%M:%S" if then.date() == now.date() else "%Y-%m-%d %H:%M:%S")


def _moment(started: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(min(max(started, 0.0), 4_000_000_000.0), zone)


def _status(row: Row) -> str:
    return str(row.status) if row.status else f"curl {row.code}" if row.code else "none"


def _painted(status: str, row: Row, style: Style) -> str:
    return style.paint(status, status_paint(row.status) if row.status else "red")


def facts(row: Row) -> dict[str, Any]:
    """An entry in the JSON output."""
    return {
        "n": row.n,
        "started": instant(row.started),
        "method": row.method,
        "url": row.url,
        "status": row.status or None,
        "curl": row.code,
        "ms": round(row.seconds * 1000, 3),
        "sent": row.sent,
        "received": row.received,
        "content_type": row.content_type,
        "identity": row.identity or None,
    }
