"""The matrix of a breaking run: a row for each call to a dependency, a column for each fault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from assay.model.event import Endured

WORST = ("broken", "suspected", "held", "unmet")
"""Of several trials in one cell, the verdict that is shown."""


class Row(msgspec.Struct, kw_only=True):
    """One call of one operation, with what was tried on it by fault; several where it was laid at several places."""

    operation: str
    dependency: str
    call: str
    cells: dict[str, list[Endured]] = {}

    def count(self, verdict: str) -> int:
        """Trials with this verdict."""
        return sum(one.verdict == verdict for cell in self.cells.values() for one in cell)


def rows(trials: Iterable[Endured]) -> list[Row]:
    """In the order in which they were tried."""
    found: dict[tuple[str, str, str], Row] = {}
    for one in trials:
        key = (one.operation, one.dependency, one.call)
        row = found.setdefault(key, Row(operation=one.operation, dependency=one.dependency, call=one.call, cells={}))
        row.cells.setdefault(fault_of(one), []).append(one)
    return list(found.values())


def columns(found: Iterable[Row]) -> list[str]:
    """The faults, in the order in which they were tried."""
    return list(dict.fromkeys(fault for row in found for fault in row.cells))


def fault_of(one: Endured) -> str:
    """The name of its fault, without the place."""
    return one.fault.partition(" ")[0]


def verdict_of(cell: list[Endured]) -> Endured:
    """The trial that speaks for a cell: the worst of it."""
    return min(cell, key=lambda one: WORST.index(one.verdict))


def entries(trials: Iterable[Endured]) -> list[dict[str, Any]]:
    """As the JSON report has them."""
    return [
        {
            "operation": one.operation,
            "dependency": one.dependency,
            "call": one.call,
            "fault": one.fault,
            "verdict": one.verdict,
            "answer": one.status or None,
            "seconds": one.seconds,
            "message": one.message,
            "rules": list(one.rules),
        }
        for one in trials
    ]
