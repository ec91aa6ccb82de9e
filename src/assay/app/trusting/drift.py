"""The use case behind `assay trust drift`: the same reads sent to two environments in turns, and what differs told."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

import msgspec

from assay.app.preparing import configuration, identity_table
from assay.app.probing.shown import named, variables
from assay.app.project import Project
from assay.app.run import QUIET, EndingWord, Interrupt, log_path, stopping_on_signals
from assay.app.trusting.drift_collected import Collected
from assay.app.trusting.drift_more import latencies, provoke
from assay.app.trusting.drift_options import DriftOptions, check
from assay.app.trusting.drift_place import Environment, environments
from assay.app.trusting.drift_side import Side
from assay.app.trusting.drift_sources import Source, source
from assay.app.trusting.drift_telling import Drifts, drifts, notes
from assay.model.event import Found, ItemRef, Record, RunEnded, RunStarted, Surveyed
from assay.model.finding import Finding
from assay.record.log import LogWriter
from assay.record.masking import Masker
from assay.report.curl import curl
from assay.runtime.recorder import Recorder, Sink
from assay.trust.drift_declared import Declared
from assay.trust.drift_findings import findings
from assay.trust.drift_profile import Profile, profile
from assay.trust.drift_rules import RULES
from assay.version import __version__


class Drifted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    ending: EndingWord
    error: str
    written: LogWriter
    findings: tuple[Finding, ...]


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison that only has to be carried."""

    options: DriftOptions
    project: Project
    places: tuple[Environment, ...]
    source: Source


def ready(options: DriftOptions) -> Ready:
    """Read and check everything. Raises an AssayError before anything is sent."""
    check(options)
    project = configuration(options.config)
    for name in options.identity:
        identity_table(project, name)
    return Ready(options=options, project=project, places=environments(project, options),
                 source=source(options, project))  # fmt: skip


def execute(ready: Ready, sinks: tuple[Sink, ...] = (), interrupt: Interrupt | None = None) -> Drifted:
    """Carry it out. Whatever happens on the way is an event."""
    logging.getLogger("asyncio").addHandler(QUIET)
    return asyncio.run(_Comparing(ready, sinks, interrupt or Interrupt()).carry())


def _has_answers(passes: Sequence[dict[str, Profile]]) -> bool:
    return any(one.answers for one in (passes[0] if passes else {}).values())


class _Comparing:
    def __init__(self, ready: Ready, sinks: tuple[Sink, ...], interrupt: Interrupt) -> None:
        self._ready = ready
        self._interrupt = interrupt
        self._writer = LogWriter(log_path(None, ready.project.directory))
        self._masker = Masker(secrets.token_bytes(16))
        self._recorder = Recorder(
            now=time.time, masker=self._masker, sinks=(self._writer.append, *sinks, self._overhear)
        )
        self._sides = [self._side(place) for place in ready.places]
        self._recorded = self._profiles()
        self._drifts: Drifts | None = None
        self._begun = time.perf_counter()

    def _side(self, place: Environment) -> Side:
        ready = self._ready
        if ready.source.by_collection:
            return Collected(place, ready.options, ready.project, self._recorder, ready.source.contract)
        return Side(place, ready.options, ready.project, self._recorder)

    def _profiles(self) -> list[dict[str, Profile]]:
        """The recording as the one pass of an environment."""
        found = self._ready.source
        contract = found.contract if found.contract is not None and not found.contract.inferred else None
        declared = Declared(contract, (found.base,)) if contract is not None else None
        profiles = {key: profile(seen, (found.origin,), declared) for key, seen in found.recorded.items()}
        return [profiles] if profiles else []

    def _overhear(self, record: Record) -> None:
        for side in self._sides:
            side.hear(record)

    async def carry(self) -> Drifted:
        """The run between its first and its last event."""
        found: tuple[Finding, ...] = ()
        try:
            self._recorder.tell(self._started())
            ending, error = await self._to_the_end()
            found = tuple(self._findings())
            for one in found:
                self._recorder.tell(Found(item=ItemRef(id="", name=one.operation), finding=one))
            self._recorder.tell(self._surveyed())
            self._recorder.tell(RunEnded(ending=ending, error=error, seconds=time.perf_counter() - self._begun))
        finally:
            self._writer.close()
        return Drifted(ending=ending, error=error, written=self._writer, findings=found)

    async def _to_the_end(self) -> tuple[EndingWord, str]:
        task = asyncio.current_task()
        assert task is not None
        try:
            async with stopping_on_signals(self._interrupt), AsyncExitStack() as stack:
                self._interrupt.watch(task)
                async with asyncio.timeout(self._ready.options.max_time):
                    await self._asked(stack)
                self._interrupt.watch(None)
        except TimeoutError:
            return "timed out", "out of --max-time before the end"
        except asyncio.CancelledError:
            if not self._interrupt.came:
                raise
            task.uncancel()
            return "interrupted", "interrupted before the end"
        down = [f"{side.place.name} could not be read: {side.down.rstrip('.')}" for side in self._sides if side.down]
        if down:
            return "failed", "; ".join(down)
        if not all(map(_has_answers, self._passes())):
            return "failed", "nothing was answered by both, so that nothing could be compared"
        return "finished", ""

    async def _asked(self, stack: AsyncExitStack) -> None:
        """Pass by pass, in turns, so that whatever burdens the way burdens both."""
        options, contract = self._ready.options, self._ready.source.contract
        for number, side in enumerate(self._sides):
            who = options.identity[min(number, len(options.identity) - 1)] if options.identity else None
            await side.open(stack, contract, who)
        for _ in range(options.passes):
            for side in self._up():
                await side.read(self._ready.source.reads)
        if options.errors and self._are_both_up():
            await provoke(self._up(), contract, options.passes)
        if self._are_both_up():
            await latencies(self._up(), options.samples)

    def _are_both_up(self) -> bool:
        return len(self._up()) == 2

    def _up(self) -> list[Side]:
        return [side for side in self._sides if not side.down]

    def _passes(self) -> tuple[Sequence[dict[str, Profile]], Sequence[dict[str, Profile]]]:
        if self._recorded:
            return self._recorded, self._sides[0].passes
        return self._sides[0].passes, self._sides[1].passes

    def _findings(self) -> Iterator[Finding]:
        """What differs; nothing where one of them could not be read."""
        ours, theirs = self._passes()
        if not all(_has_answers(one) for one in (ours, theirs)):
            return
        shown = variables(self._ready.project, tuple(side.identity for side in self._sides))
        later = self._sides[-1].shown
        self._drifts = told = drifts(self._sides, ours, theirs, self._ready.source)
        is_down = any(side.down for side in self._sides)  # then its silence is told once, and is no drift
        found = (one for one in told.found if not (is_down and one.difference.rule == "drift-unanswered"))
        for one in findings(found, self._ready.options.names):
            exchange = next((later[key] for key in told.keys.get(one.own, ()) if key in later), None)
            if exchange is None:
                yield one
            else:
                yield msgspec.structs.replace(one, curl=curl(exchange, variables=shown), exchanges=(exchange.id,))

    def _started(self) -> RunStarted:
        ready = self._ready
        rules = {name: msgspec.to_builtins(rule) for name, rule in RULES.items()}
        names = ready.options.names
        return RunStarted(
            run=secrets.token_hex(8),
            command="trust drift",
            name=f"{names[0]} and {names[1]}",
            suite={},
            environment={},
            globals={},
            iterations=1,
            items=len(ready.source.reads),
            seed=0,
            version=__version__,
            target=ready.places[-1].base,
            environment_name=names[1],
            options={
                "rules": rules,
                "environments": list(names),
                "identities": list(ready.options.identity),
                "credentials": named(ready.project),
            },
        )

    def _surveyed(self) -> Surveyed:
        ours, theirs = self._passes()
        asked = {key for passes in (ours, theirs) for one in passes for key in one}
        both = {key for key in asked if any(key in one for one in ours) and any(key in one for one in theirs)}
        said = tuple(notes(self._sides, self._ready.source, self._drifts, self._ready.options))
        return Surveyed(cases=len(asked), carried=len(both), notes=said)
