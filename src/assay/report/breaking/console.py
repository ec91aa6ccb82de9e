"""What the console says of the matrix: a line for each call, with the faults that it did not stand."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.event import Endured
from assay.report.breaking.matrix import Row, rows
from assay.report.clean import cut, line
from assay.report.style import Paint

_MOST_NAMED = 6
_SHORT = 200


def told(trials: list[Endured]) -> Iterator[tuple[Paint, str]]:
    """The lines, each with its colour."""
    for row in rows(trials):
        yield _paint(row), f"{line(row.operation)} → {line(row.dependency)} {cut(line(row.call), _SHORT)}"
        yield "dim", f"  {_counts(row)}"
        broken = [one.fault for cell in row.cells.values() for one in cell if one.verdict == "broken"]
        if broken:
            more = f" and {len(broken) - _MOST_NAMED} more" if len(broken) > _MOST_NAMED else ""
            yield "red", f"  not stood: {cut(line(', '.join(broken[:_MOST_NAMED])), _SHORT)}{more}"
    if trials:
        yield "plain", ""


def _counts(row: Row) -> str:
    words = (("held", "held"), ("broken", "broken"), ("suspected", "doubtful"), ("unmet", "not met"))
    return ", ".join(f"{count} {word}" for verdict, word in words if (count := row.count(verdict)))


def _paint(row: Row) -> Paint:
    if row.count("broken"):
        return "red"
    return "yellow" if row.count("suspected") else "green" if row.count("held") else "dim"
