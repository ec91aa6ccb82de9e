"""The use case behind `assay break`: stand-ins up, the API up, everybody in, faults laid, all of it in the log."""

from __future__ import annotations

import asyncio
import difflib
import logging
import secrets
import time
from contextlib import AsyncExitStack
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from assay.app.breaking.declared import declared
from assay.app.breaking.dependencies import Dependency, dependencies
from assay.app.breaking.healthy import healthy
from assay.app.breaking.options import BreakOptions
from assay.app.breaking.standing_in import StandIns
from assay.app.breaking.troubles import asked, silence, troubles
from assay.app.probing.known import Known
from assay.app.probing.preparing import Prepared, prepare
from assay.app.probing.probing import GRACE, PATIENCE, ids
from assay.app.probing.shown import named, showing
from assay.app.probing.telling import Declarations
from assay.app.probing.work import Work
from assay.app.run import QUIET, EndingWord, Interrupt, log_path, stopping_on_signals
from assay.model.command import Program
from assay.model.errors import IncompleteError, UsageError
from assay.model.event import Event, RunEnded, RunStarted, Surveyed
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.http import Delivery
from assay.probes.learning import clean_up, learn
from assay.probes.session import Session
from assay.record.log import LogWriter
from assay.record.masking import Masker
from assay.resilience.breaking import Breaking
from assay.resilience.rules import RULES
from assay.resilience.terms import Terms
from assay.runtime.recorder import Recorder, Sink
from assay.version import __version__


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """A breaking run that is over."""

    ending: EndingWord
    error: str
    written: LogWriter
    findings: tuple[Finding, ...]


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A breaking run that only has to be carried."""

    options: BreakOptions
    prepared: Prepared
    dependencies: tuple[Dependency, ...]
    known: Known
    wanted: frozenset[str] | None = None
    """The operations that are asked for; None: all."""


def ready(options: BreakOptions) -> Ready:
    """Read and check everything. Raises an AssayError before anything is sent."""
    prepared = prepare(options.probing)
    target = prepared.target
    target.delivery = Delivery(
        timeout=options.time_budget + 1.0, verify=not options.insecure, max_body=target.delivery.max_body
    )
    asked(options)  # so that a fault that there is not is told at once
    names = _wanted(options, [one.name for one in target.operations])
    return Ready(
        options=options,
        prepared=prepared,
        dependencies=dependencies(options, prepared.project),
        known=prepared.known,
        wanted=names if options.only or options.skip else None,
    )


def _wanted(options: BreakOptions, operations: list[str]) -> frozenset[str]:
    """The operations that are asked for. Raises UsageError where a pattern fits none, or none is left."""
    for option, patterns in (("--only", options.only), ("--skip", options.skip)):
        for pattern in patterns:
            if not any(fnmatchcase(one, pattern) for one in operations):
                near = difflib.get_close_matches(pattern, operations, 1, 0.4)
                remedy = f"Did you mean {near[0]!r}?" if near else f"It has {', '.join(operations[:5])}."
                raise UsageError(
                    f"no operation of the contract is called {pattern[:200]!r}", where=option, remedy=remedy
                )
    found = frozenset(one for one in operations if _is_asked(one, options))
    if not found:
        raise UsageError("--only and --skip leave no operation", remedy="Leave one of them out.")
    return found


def _is_asked(operation: str, options: BreakOptions) -> bool:
    wanted = not options.only or any(fnmatchcase(operation, pattern) for pattern in options.only)
    return wanted and not any(fnmatchcase(operation, pattern) for pattern in options.skip)


def execute(ready: Ready, sinks: tuple[Sink, ...] = (), interrupt: Interrupt | None = None) -> Broken:
    """Carry out a breaking run. Whatever happens on the way is an event; only what keeps it from starting is raised."""
    logging.getLogger("asyncio").addHandler(QUIET)  # it tells of every write to a client that has left
    path = log_path(ready.options.log, ready.prepared.project.directory)
    return asyncio.run(_Running(ready, sinks, path, interrupt or Interrupt()).carry())


class _Running:
    def __init__(self, ready: Ready, sinks: tuple[Sink, ...], path: Path, interrupt: Interrupt) -> None:
        self._ready = ready
        self._interrupt = interrupt
        self._writer = LogWriter(path)
        self._masker = Masker(secrets.token_bytes(16))
        self._recorder = Recorder(now=time.time, masker=self._masker, sinks=(self._writer.append, *sinks))
        self._channel = self._recorder.channel()
        self._stand_ins = StandIns()
        target = ready.prepared.target
        run = secrets.token_hex(3)
        self._curl = showing(ready.prepared.project, lambda: target.identities)
        self._session = Session(target, ids=ids(run), run=run[:4], curl=self._curl)
        self._declarations = Declarations(target.contract.source)
        self._contracts = {one.name: one.contract for one in ready.dependencies}
        self._breaking = Breaking(
            self._session,
            Terms(
                target=target,
                budget=ready.options.time_budget,
                addresses=self._stand_ins.addresses,
                contracts=self._contracts,
            ),
            lambda link: troubles(link, self._contracts.get(link.dependency), ready.options),
            silence=silence(ready.options),
            with_pairs=ready.options.pairs,
            told=self._told,
        )
        self._begun = time.perf_counter()

    def _told(self, finding: Finding, exchange: Exchange) -> Finding | None:
        shown = msgspec.structs.replace(finding, curl=self._curl(exchange))
        told = self._ready.known.told(self._ready.prepared.laws.told(shown))
        return self._declarations.beside(told)

    async def carry(self) -> Broken:
        """The run between its first and its last event."""
        try:
            self._recorder.tell(self._started())
            ending, error = await self._to_the_end()
            self._channel.flush()
            self._recorder.tell(self._surveyed())
            self._recorder.tell(RunEnded(ending=ending, error=error, seconds=time.perf_counter() - self._begun))
        finally:
            self._writer.close()
        return Broken(ending=ending, error=error, written=self._writer, findings=tuple(self._breaking.findings))

    async def _to_the_end(self) -> tuple[EndingWord, str]:
        task = asyncio.current_task()
        assert task is not None
        work = Work(
            self._ready.prepared, self._session, self._masker, self._recorder.conceal, self._hear,
            dependencies=self._stand_ins,
        )  # fmt: skip
        async with stopping_on_signals(self._interrupt), AsyncExitStack() as stack:
            self._interrupt.watch(task)
            ending, error = await self._worked(work, stack, task)
            self._interrupt.watch(None)
            if work.is_open:
                await self._finish(work, ending)
        return ending, error

    async def _worked(self, work: Work, stack: AsyncExitStack, task: asyncio.Task[object]) -> tuple[EndingWord, str]:
        try:
            async with asyncio.timeout(self._ready.options.max_time):
                await self._open(work, stack)
                await work.perform(self._program())
        except TimeoutError:
            return "timed out", "out of --max-time before the end"
        except IncompleteError as problem:
            return "failed", str(problem).replace("\n", ". ")
        except asyncio.CancelledError:
            if not self._interrupt.came:
                raise
            task.uncancel()
            return "interrupted", "interrupted before the end"
        return "finished", ""

    async def _open(self, work: Work, stack: AsyncExitStack) -> None:
        """First whoever stands in, so that the API finds them when it starts; then the API."""
        for one in self._ready.dependencies:
            answers = await stack.enter_async_context(healthy(one))
            stack.push_async_exit(await self._stand_ins.open(one, answers))
        service = self._ready.prepared.service
        if service is not None:
            environment = {**service.environment, **self._stand_ins.variables}
            work.serve(msgspec.structs.replace(service, environment=environment))
        await work.open(stack)

    async def _finish(self, work: Work, ending: EndingWord) -> None:
        """What is known is told, and what was made is removed, as far as the time goes."""
        await self._stand_ins.calm()
        await work.perform(self._breaking.tell())
        try:
            async with asyncio.timeout(GRACE.get(ending, PATIENCE)):
                await work.perform(clean_up(self._session))
        except (TimeoutError, IncompleteError):
            return  # what is left is listed

    def _program(self) -> Program[None]:
        yield from learn(self._session)
        if not self._session.goods:
            raise IncompleteError(
                "no operation of the contract could be called as it is meant",
                where=self._ready.prepared.target.base_url,
                remedy="Is the API running there, and are the credentials of the identities right?",
            )
        yield from self._breaking.run(self._ready.wanted)
        if not self._breaking.traced.links and self._stand_ins.called:
            raise IncompleteError(
                "the API calls its dependencies, but no operation that does so succeeds while nothing is broken",
                where=", ".join(self._stand_ins.addresses.values()),
                remedy=self._stand_ins.remedy or "Do the dependencies answer as they should?",
            )
        if not self._breaking.traced.links:
            raise IncompleteError(
                "no operation called a dependency while we listened",
                where=", ".join(self._stand_ins.addresses.values()),
                remedy="Does the API look for its dependencies there? Its address has to be set before it starts.",
            )

    def _hear(self, event: Event) -> None:
        self._channel.hear(event)

    def _started(self) -> RunStarted:
        options, target = self._ready.options, self._ready.prepared.target
        return RunStarted(
            run=secrets.token_hex(8),
            command="break",
            name=target.contract.title,
            suite={},
            environment={},
            globals={},
            iterations=1,
            items=0,
            seed=options.seed,
            version=__version__,
            target=target.base_url,
            environment_name=options.env or "",
            options={
                "identities": [one.name for one in target.identities],
                "contract": target.contract.source,
                "dependencies": [one.name for one in self._ready.dependencies],
                "rules": {rule.name: msgspec.to_builtins(rule) for rule in RULES},
                "credentials": named(self._ready.prepared.project),
                "time_budget": options.time_budget,
                "answers": {one.name: declared(one) for one in target.operations},
            },
        )

    def _surveyed(self) -> Surveyed:
        traced, cells = self._breaking.traced, self._breaking.cells
        things = {(one.resource.item, one.id): one for one in self._session.made}
        left = [f"{one.resource.name} {one.id}" for key, one in things.items() if key not in self._session.gone]
        unreached = [f"{name} could not be called as it is meant, and was not tried" for name in traced.unreached]
        down = [self._stand_ins.remedy] if self._stand_ins.remedy else []
        met = sum(one.verdict != "unmet" for one in cells)
        return Surveyed(cases=len(cells), carried=met, left=tuple(left), notes=tuple(down + unreached))
