"""Cases carried out one by one: what one finds is tried a second time before it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.event import Cursor, ItemEnded, ItemRef, ItemStarted
from assay.model.finding import Finding
from assay.probes.jointly import plan
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.telling import telling_first
from assay.probes.watching import Watching


def listed(probes: Iterable[Probe], target: Target) -> tuple[Case, ...]:
    """Every case, the most telling first; the same order for the same target."""
    cases = {case.id: case for probe in probes for case in probe.cases(target)}
    return telling_first(cases.values())


def carry(
    cases: Iterable[Case], probes: Mapping[str, Probe], session: Session, watching: Watching,
    enough: Callable[[Case], bool] = lambda _case: False,
) -> Program[tuple[Case, ...]]:  # fmt: skip
    """Carry out cases until `enough` says that the budget is spent; returns those that were not carried out.

    Those of an operation that does not answer in time are not carried out either.
    """
    waiting = list(cases)
    plan(waiting, session)
    left: list[Case] = []
    for number, case in enumerate(waiting):
        if enough(case):
            return (*left, *waiting[number:])
        if session.is_silent(case.operation):
            session.notes.setdefault(case.operation, f"{case.operation} did not answer in time: its cases are left out")
            left.append(case)
            continue
        cursor = Cursor(position=number, length=len(waiting), ref=case.id)
        yield from carry_one(case, probes[case.probe], session, watching, cursor)
    return tuple(left)


def carry_one(case: Case, probe: Probe, session: Session, watching: Watching, cursor: Cursor) -> Program[None]:
    """One case, and once more where it finds something new."""
    item = ItemRef(id=case.id, name=case.what, path=(case.operation, case.rule))
    session.item = item
    watching.begin(case, partial(probe.run, case, session))
    yield ItemStarted(cursor=cursor, item=item)
    try:
        yield from _carried(case, probe, session, watching, item)
    except Exception as problem:  # noqa: BLE001 - a mistake in one probe must not cost all others
        session.note_failure(case.id, f"the probe {case.probe}, case {case.id},", problem)
    yield from watching.pending()
    yield ItemEnded(cursor=cursor, item=item)


def _carried(case: Case, probe: Probe, session: Session, watching: Watching, item: ItemRef) -> Program[None]:
    found = yield from probe.run(case, session)
    new = [one for one in found if watching.is_new(one)]
    again: Mapping[str, Finding] = {}
    before = session.sent.total()
    if new:
        again = {one.fingerprint: one for one in (yield from probe.run(case, session))}
    for one in new:
        yield from watching.tell(_confirmed(one, again), item)
        watching.remember(one, case, session.sent.total() - before)


def _confirmed(finding: Finding, again: Mapping[str, Finding]) -> Finding:
    seen = again.get(finding.fingerprint)
    if seen is None:
        return finding
    exchanges = (*finding.exchanges, *seen.exchanges)
    return msgspec.structs.replace(finding, confidence="confirmed", exchanges=exchanges)
