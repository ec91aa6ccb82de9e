"""The whole run: who calls whom, every fault on every call, the crowd that waits, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container

from assay.model.command import Program
from assay.model.dependency import Trouble
from assay.model.event import Cursor, Endured, Found, ItemEnded, ItemRef, ItemStarted
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.session import Session
from assay.resilience.blame import Blame
from assay.resilience.gathering import Gathering, cell, unmet
from assay.resilience.isolating import isolated
from assay.resilience.judging import Terms, blames
from assay.resilience.link import Link, Traced
from assay.resilience.rules import OUTLASTS, STUCK
from assay.resilience.tracing import traced
from assay.resilience.trial import Trial
from assay.resilience.trying import tried

Troubles = Callable[[Link], tuple[Trouble, ...]]
"""The faults that fit a call, the most telling first."""
MOST_WAITS = 2
"""Trials of one call that are waited for beyond the budget: more tell nothing new."""
SILENT = frozenset(
    {"silent", "timeout-before-answer", "timeout-in-headers", "timeout-in-upload", "slow-first-byte", "slow-connect"}
)
SLOW = frozenset({"dribble", "bandwidth", "timeout-in-body", "slow-close", "endless-headers", "sliced"})
CROWD = "crowd"
"""The name of the trial in which many requests wait at once."""


class Breaking:
    """One run. `troubles` lists what is laid on a link; `silence` is the fault under which a crowd waits."""

    def __init__(
        self, session: Session, terms: Terms, troubles: Troubles, *, silence: Trouble | None,
        told: Callable[[Finding, Exchange], Finding | None] = lambda finding, _: finding,
        enough: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self.traced = Traced()
        self.findings: list[Finding] = []
        self.cells: list[Endured] = []
        self._session = session
        self._terms = terms
        self._troubles = troubles
        self._silence = silence
        self._told = told
        self._enough = enough
        self._gathering = Gathering()
        self._waits: Counter[str] = Counter()
        self._stuck: set[str] = set()
        """Dependencies after whose fault the API did not recover."""

    def run(self, wanted: Container[str] | None = None) -> Program[None]:
        """Everything, once the session has learnt. `wanted` are the names of the only operations that matter."""
        self.traced = yield from traced(self._session, wanted)
        plan = [(link, trouble) for link in self.traced.links for trouble in self._troubles(link)]
        for number, (link, trouble) in enumerate(plan):
            if self._enough():
                return
            item = ItemRef(id=f"{link.name} {trouble.label}", name=trouble.label, path=(link.operation, link.call))
            yield from self._within(item, Cursor(position=number, length=len(plan), ref=item.id), link, trouble)
        yield from self._crowds()

    def tell(self) -> Program[None]:
        """The findings, each once."""
        for finding, exchange in self._gathering.findings():
            told = self._told(finding, exchange)
            if told is not None:
                self.findings.append(told)
                yield Found(item=ItemRef(id=told.fingerprint, name=told.where, path=(told.operation,)), finding=told)

    def _within(self, item: ItemRef, cursor: Cursor, link: Link, trouble: Trouble) -> Program[None]:
        yield ItemStarted(cursor=cursor, item=item)
        self._session.item = item
        yield from self._keep((yield from self._cell(link, trouble)))
        yield ItemEnded(cursor=cursor, item=item)

    def _keep(self, one: Endured) -> Program[None]:
        self.cells.append(one)
        yield one

    def _cell(self, link: Link, trouble: Trouble) -> Program[Endured]:
        if link.dependency in self._stuck:
            return unmet(link, trouble.label, "It does not recover from an earlier fault.")
        if self._waits[_kind(link, trouble)] >= MOST_WAITS and trouble.fault.name in (*SILENT, *SLOW):
            return unmet(link, trouble.label, "It waits too long already for simpler faults.")
        trial = yield from tried(self._session, link, trouble)
        if trial is None:
            return unmet(link, trouble.label, "No good request could be made.")
        return self._judged(trial)

    def _judged(self, trial: Trial) -> Endured:
        found = blames(trial, self._terms)
        self._gathering.add(trial.link, trial.trouble.label, found, trial.exchange)
        if any(one.rule is OUTLASTS for one in found):
            self._waits[_kind(trial.link, trial.trouble)] += 1
        if any(one.rule is STUCK for one in found):
            self._stuck.add(trial.link.dependency)
        return cell(trial, found)

    def _crowds(self) -> Program[None]:
        """A crowd for each operation that waits for a dependency."""
        if self._silence is None:
            return
        for link in self.traced.links:
            if link.dependency in self._stuck or self._enough():
                continue
            item = ItemRef(id=f"{link.name} {CROWD}", name=CROWD, path=(link.operation, link.call))
            self._session.item = item
            yield ItemStarted(cursor=Cursor(ref=item.id), item=item)
            blame, exchange, asked = yield from isolated(self._session, link, self.traced, self._silence)
            if exchange is None:
                yield from self._keep(unmet(link, CROWD, "There is nobody to ask meanwhile."))
            else:
                yield from self._keep(self._crowded(link, blame, exchange, asked))
            yield ItemEnded(cursor=Cursor(ref=item.id), item=item)

    def _crowded(self, link: Link, blame: Blame | None, exchange: Exchange, asked: str) -> Endured:
        found = () if blame is None else (blame,)
        self._gathering.add(link, CROWD, found, exchange)
        return Endured(
            operation=link.operation, dependency=link.dependency, call=link.call, fault=CROWD,
            verdict="broken" if blame else "held", status=exchange.response.status if exchange.response else 0,
            seconds=round(exchange.timings.total / 1000, 3),
            message=blame.message if blame else f"{asked} was answered meanwhile.",
            rules=tuple(one.rule.name for one in found), exchange=exchange.id,
        )  # fmt: skip


def _kind(link: Link, trouble: Trouble) -> str:
    """What is waited for: a beginning, or an end."""
    return f"{link.name} {trouble.fault.name in SLOW}"
