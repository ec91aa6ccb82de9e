"""The whole run: who calls whom, every fault on every call, the crowd that waits, and what came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container

from assay.model.command import Program
from assay.model.dependency import Trouble
from assay.model.event import Cursor, Endured, Found, ItemEnded, ItemRef, ItemStarted
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.session import Session
from assay.resilience.breakage import Breakage, side_by_side
from assay.resilience.gathering import Gathering, cell, in_a_crowd, unmet
from assay.resilience.isolating import isolated
from assay.resilience.judging import blames
from assay.resilience.link import Link, Traced
from assay.resilience.pairing import pairs
from assay.resilience.rules import OUTLASTS, STUCK
from assay.resilience.terms import Terms
from assay.resilience.tracing import traced
from assay.resilience.trial import Trial
from assay.resilience.trying import tried

Troubles = Callable[[Link], tuple[Trouble, ...]]
"""The faults that fit a call, the most telling first."""
MOST_WAITS = 2
"""Trials of one call that are waited for beyond the budget: more tell nothing new."""
CROWD = "crowd"
"""The name of the trial in which many requests wait at once."""


class Breaking:
    """One run. `troubles` lists what is laid on a link; `silence` is the fault under which a crowd waits."""

    def __init__(
        self, session: Session, terms: Terms, troubles: Troubles, *, silence: Trouble | None, with_pairs: bool = False,
        told: Callable[[Finding, Exchange], Finding | None] = lambda finding, _: finding,
    ) -> None:  # fmt: skip
        self.traced = Traced()
        self.findings: list[Finding] = []
        self.cells: list[Endured] = []
        self.planned = 0
        """Cells that the matrix has when all is done."""
        self._session = session
        self._terms = terms
        self._troubles = troubles
        self._silence = silence
        self._with_pairs = with_pairs
        self._told = told
        self._gathering = Gathering()
        self._waits: Counter[str] = Counter()
        self._stuck: set[str] = set()
        """Links after whose fault the API did not recover."""

    def run(self, wanted: Container[str] | None = None) -> Program[None]:
        """Everything, once the session has learnt. `wanted` are the names of the only operations that matter."""
        self.traced = yield from traced(self._session, wanted)
        plan = self._plan()
        self.planned = sum(map(len, plan)) + (len(self.traced.links) if self._silence is not None else 0)
        for group in plan:
            yield from self._within(group)
        yield from self._crowds()

    def tell(self) -> Program[None]:
        """The findings, each once."""
        for finding, exchange in self._gathering.findings():
            told = self._told(finding, exchange)
            if told is not None:
                self.findings.append(told)
                yield Found(item=ItemRef(id=told.fingerprint, name=told.where, path=(told.operation,)), finding=told)

    def _plan(self) -> list[tuple[Breakage, ...]]:
        """What is tried, in groups that are tried at one moment: first all that answers at once, each by itself."""
        single = [Breakage(link=link, trouble=one) for link in self.traced.links for one in self._troubles(link)]
        quick = [one for one in single if not one.is_waited_for]
        slow: dict[str, list[Breakage]] = defaultdict(list)
        for one in single:
            if one.is_waited_for:
                slow[one.trouble.fault.name].append(one)
        calls: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for link in self.traced.links:
            calls[link.operation].add((link.dependency, link.call))
        groups = [group for same in slow.values() for group in side_by_side(same, calls)]
        both = pairs(self.traced.links, single) if self._with_pairs else ()
        return [*((one,) for one in quick), *groups, *((one,) for one in both)]

    def _within(self, group: tuple[Breakage, ...]) -> Program[None]:
        """A group at one moment. What did not stand it among others is tried again by itself, and only that counts."""
        left = [one for one in group if self._why_not(one) is None]
        for one in group:
            if (why := self._why_not(one)) is not None:
                yield from self._keep(unmet(one, why))
        if len(left) > 1:
            self._session.item = _item(left[0])
            for one, trial in zip(left, (yield from tried(self._session, tuple(left))), strict=True):
                if trial is not None and trial.met and not blames(trial, self._terms):
                    yield from self._keep(self._judged(trial))
                    left = [other for other in left if other is not one]
        for one in left:
            item = _item(one)
            yield ItemStarted(cursor=Cursor(position=len(self.cells), length=self.planned, ref=item.id), item=item)
            self._session.item = item
            yield from self._keep((yield from self._cell(one)))
            yield ItemEnded(cursor=Cursor(position=len(self.cells), length=self.planned, ref=item.id), item=item)

    def _keep(self, one: Endured) -> Program[None]:
        self.cells.append(one)
        yield one

    def _why_not(self, one: Breakage) -> str | None:
        """Why something is not tried; None where it is."""
        if one.link.name in self._stuck:
            return "It does not recover from an earlier fault."
        if self._waits[one.kind] >= MOST_WAITS and one.is_waited_for:
            return "It waits too long already for simpler faults."
        return None

    def _cell(self, one: Breakage) -> Program[Endured]:
        why = self._why_not(one)
        if why is not None:
            return unmet(one, why)
        (trial,) = yield from tried(self._session, (one,))
        if trial is None:
            return unmet(one, "No good request could be made.")
        return self._judged(trial)

    def _judged(self, trial: Trial) -> Endured:
        found = blames(trial, self._terms)
        self._gathering.add(trial.link, trial.breakage.label, found, trial.exchange)
        if any(one.rule is OUTLASTS for one in found):
            self._waits[trial.breakage.kind] += 1
        if any(one.rule is STUCK and one.basis is None for one in found):
            self._stuck.add(trial.link.name)
        return cell(trial, found)

    def _crowds(self) -> Program[None]:
        """A crowd for each operation that waits for a dependency."""
        if self._silence is None:
            return
        for link in self.traced.links:
            item = ItemRef(id=f"{link.name} {CROWD}", name=CROWD, path=(link.operation, link.call))
            self._session.item = item
            cursor = Cursor(position=len(self.cells), length=self.planned, ref=item.id)
            yield ItemStarted(cursor=cursor, item=item)
            yield from self._keep((yield from self._crowded_one(link, self._silence)))
            yield ItemEnded(cursor=cursor, item=item)

    def _crowded_one(self, link: Link, silence: Trouble) -> Program[Endured]:
        breakage = Breakage(link=link, trouble=silence)
        if link.name in self._stuck:
            return unmet(breakage, "It does not recover from an earlier fault.", CROWD)
        crowded = yield from isolated(self._session, link, self.traced, silence)
        if crowded.exchange is None:
            return unmet(breakage, "There is nobody to ask meanwhile.", CROWD)
        self._gathering.add(link, CROWD, crowded.blames, crowded.exchange)
        if any(one.rule is STUCK for one in crowded.blames):
            self._stuck.update(one.name for one in self.traced.links if one.dependency == link.dependency)
        return in_a_crowd(link, CROWD, crowded)


def _item(one: Breakage) -> ItemRef:
    return ItemRef(id=f"{one.link.name} {one.label}", name=one.label, path=(one.link.operation, one.link.call))
