"""An environment that is asked by the reads of a collection, with its scripts and variables."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

import msgspec

from assay.app.identities import log_in
from assay.app.options import RunOptions
from assay.app.preparing import Prepared, prepare, script_limits
from assay.app.project import Project
from assay.app.trusting.drift_options import DriftOptions
from assay.app.trusting.drift_place import Environment
from assay.app.trusting.drift_side import MOST_BODY, Side
from assay.engine.select import Item
from assay.model.contract import Contract
from assay.model.errors import IncompleteError, SelectionError
from assay.model.event import Exchanged, Record
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Request
from assay.runtime.job import Run
from assay.runtime.perform import Transport
from assay.runtime.recorder import Recorder
from assay.runtime.tools import open_tools
from assay.trust.drift_asking import Heard
from assay.trust.drift_reads import READS, Naming, Read

_UNFILLED = re.compile(r"\{\{[^{}]{1,100}\}\}|%7B%7B[^%]{1,100}%7D%7D", re.IGNORECASE)


class Collected(Side):
    """An environment that is asked by the reads of a collection, scripts and variables and all."""

    def __init__(self, place: Environment, options: DriftOptions, project: Project, recorder: Recorder,
                 contract: Contract | None) -> None:  # fmt: skip
        super().__init__(place, options, project, recorder)
        self._contract = contract
        self.prepared = _prepared(options, place)
        recorder.masker.add(self.prepared.secrets)
        self.hearing: Callable[[Record], None] | None = None

    async def open(self, stack: AsyncExitStack, contract: Contract | None, who: str | None) -> None:
        """Bring it up and log in by the collection's own request."""
        await super().open(stack, contract, None)
        if who is None or self.down:
            return
        try:
            await self._let_in_by_variables(who)
        except IncompleteError as problem:
            self.down = problem.what

    async def _let_in_by_variables(self, who: str) -> None:
        prepared = prepare(_asked(self.options, self.place, who))
        self.recorder.masker.add(prepared.secrets)
        if prepared.login is not None:
            consent = msgspec.structs.replace(self.place.consent, reads_only=False)  # nobody reads who is not let in
            job = msgspec.structs.replace(prepared.job, consent=consent)
            async with open_tools(prepared.limits, transport=self._transport) as tools:
                login = prepared.login
                await log_in(login.name, login.identity, prepared.suite, job, tools, self.recorder, login.lookup)
        scopes = prepared.job.scopes
        self.prepared = msgspec.structs.replace(
            self.prepared, job=msgspec.structs.replace(self.prepared.job, scopes=scopes)
        )

    def hear(self, record: Record) -> None:
        """Notes which exchange belongs to which request of the collection."""
        if self.hearing is not None:
            self.hearing(record)

    async def read(self, reads: Sequence[Read]) -> None:
        """One pass: the collection's reads, in its order."""
        del reads
        heard = Heard()
        self.heard.append(heard)
        raw: dict[str, Exchange] = {}
        order: list[tuple[str, str]] = []
        self.hearing = lambda record: _note(record, order)
        try:
            transport = self.carrying(raw)
            await Run(self.prepared.job, self.recorder).carry(
                lambda: open_tools(self.prepared.limits, transport=transport)
            )
        finally:
            self.hearing = None
            self._sort(order, raw, heard)
            self.take(heard)

    def _sort(self, order: list[tuple[str, str]], raw: dict[str, Exchange], heard: Heard) -> None:
        found = [(item, raw[one]) for item, one in order if one in raw]
        naming = Naming([one for _, one in found], self.place.base, self._contract)
        for item, exchange in found:
            if isinstance(exchange.outcome, Unanswered) and exchange.outcome.code == "EVARIABLE":
                heard.left[item] = exchange.outcome.reason
                continue
            heard.asked.setdefault(item, naming.read(exchange.request))
            heard.add(item, exchange)

    def carrying(self, raw: dict[str, Exchange]) -> Transport:
        """Keeps what is sent; a request that lacks a variable is not."""
        transport = self._transport
        assert transport is not None, "the environment is open"

        async def sent(request: Request) -> Exchange:
            lacking = _UNFILLED.search(request.url)
            if lacking is None:
                exchange = await transport(request)
            else:
                reason = f"no read gives a value for {lacking[0].replace('%7B', '{').replace('%7D', '}')}"
                outcome = Unanswered(reason=reason, code="EVARIABLE", phase="build")
                exchange = Exchange(id=secrets.token_hex(8), request=request, outcome=outcome, started=time.time())
            raw[exchange.id] = exchange
            return exchange

        return sent


def _note(record: Record, order: list[tuple[str, str]]) -> None:
    event = record.event
    if isinstance(event, Exchanged) and event.source == "collection" and event.role == "final":
        order.append(("/".join((*event.item.path, event.item.name)), event.exchange.id))


def _asked(options: DriftOptions, place: Environment, who: str | None) -> RunOptions:
    return RunOptions(collection=options.collection, env=place.name, identity=who, config=options.config,
                      folder=options.folder, insecure=options.insecure, max_body=MOST_BODY)  # fmt: skip


def _prepared(options: DriftOptions, place: Environment) -> Prepared:
    """The reads of the collection. Raises SelectionError where it has none."""
    asked = _asked(options, place, None)
    prepared = prepare(asked)
    items = tuple(item for item in prepared.job.items if _is_read(item))
    if not items:
        raise SelectionError("the collection has no GET or HEAD request, and nothing else is sent",
                             where=options.collection or "the collection")  # fmt: skip
    plan = msgspec.structs.replace(prepared.job.plan, follow_redirects=False)
    job = msgspec.structs.replace(prepared.job, items=items, consent=place.consent, plan=plan, workers=1)
    return msgspec.structs.replace(prepared, job=job, limits=script_limits(asked, items))


def _is_read(item: Item) -> bool:
    return item.step.request.method.upper() in READS
