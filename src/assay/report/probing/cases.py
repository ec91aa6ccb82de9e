"""The cases of a probing run as test cases: each one that was carried out, with what it found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assay.model.event import ItemEnded, ItemRef, ItemStarted
from assay.model.finding import Finding
from assay.report.fold import Records
from assay.report.probed import Probed

MOST = 200_000
"""Cases that are told one by one; of more, those that found something."""


class Carried(NamedTuple):
    """A case that was carried out, or what else found something."""

    operation: str
    name: str
    began: float
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether it makes a build red."""
        return any(one.gates for one in self.findings)


def carried(records: Records, run: Probed) -> Iterator[Carried]:
    """Every case in the order in which it was carried out, then what was found on the way."""
    by_case: dict[str, list[Finding]] = {}
    for finding in run.worst_first():
        by_case.setdefault(run.cases.get(finding.fingerprint, ""), []).append(finding)
    began: dict[str, float] = {}
    told = 0
    for record in records():
        if isinstance(record.event, ItemStarted):
            began[record.event.item.id] = record.at
        elif isinstance(record.event, ItemEnded) and len(record.event.item.path) > 1:  # else it is the set-up
            item = record.event.item
            found = by_case.pop(item.id, [])
            own = tuple(one for one in found if _is_of(one, item))
            began_at = began.pop(item.id, record.at)
            told += 1
            if told <= MOST or own:
                yield Carried(*_name(item), began_at, max(record.at - began_at, 0.0), own)
            by_case.setdefault("", []).extend(one for one in found if not _is_of(one, item))
    for found in by_case.values():
        for one in found:
            yield Carried(one.operation, f"{one.rule}{f': {one.where}' if one.where else ''}", run.began, 0.0, (one,))


def _is_of(finding: Finding, item: ItemRef) -> bool:
    """Whether the case asked for this; what a check saw during another case is told by itself."""
    return len(item.path) < 2 or finding.rule == item.path[1]


def _name(item: ItemRef) -> tuple[str, str]:
    operation, *rest = item.path or ("",)
    return operation, ": ".join((*rest, item.name))
