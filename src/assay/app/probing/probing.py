"""The use case behind `assay probe`: identities logged in, the target learnt, cases carried, all of it in the log."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec

from assay.app.probing.earlier import leftovers
from assay.app.probing.judging import Judging
from assay.app.probing.place import check_place
from assay.app.probing.preparing import Prepared
from assay.app.probing.shown import named, showing
from assay.app.probing.telling import Declarations
from assay.app.probing.work import Spent, Work
from assay.app.run import QUIET, EndingWord, Interrupt, log_path, stopping_on_signals
from assay.model.case import Case
from assay.model.command import Program
from assay.model.errors import IncompleteError
from assay.model.event import Event, Exchanged, Found, ItemEnded, RunEnded, RunStarted, Surveyed
from assay.model.finding import Finding
from assay.probes.coverage import Coverage
from assay.probes.learning import READS, clean_up, learn
from assay.probes.retelling import reduce_all
from assay.probes.running import carry
from assay.probes.session import Session
from assay.probes.watching import Watching
from assay.record.log import LogWriter, read
from assay.record.masking import Masker
from assay.runtime.recorder import Recorder, Sink
from assay.version import __version__

GRACE: dict[EndingWord, float] = {"interrupted": 1.0, "timed out": 10.0, "failed": 5.0}
"""Seconds that the clean-up may take after a run that was cut short."""
PATIENCE = 120.0
"""Those after a run that was not."""


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """A probing run that is over."""

    ending: EndingWord
    error: str
    written: LogWriter
    findings: tuple[Finding, ...]
    left: tuple[Case, ...]
    """Cases that were not carried out: out of budget, or the run was cut short."""
    requests: int
    replayed: bool = False
    """Whether one finding was asked for: then any gates."""


def execute(
    prepared: Prepared, sinks: tuple[Sink, ...] = (), log: Path | None = None, interrupt: Interrupt | None = None
) -> Probed:
    """Carry out a probing run. Whatever happens on the way is an event; only what keeps it from starting is raised."""
    logging.getLogger("asyncio").addHandler(QUIET)
    options = prepared.options
    path = log or log_path(None if options.replay else options.log, prepared.project.directory)
    return asyncio.run(_Probing(prepared, sinks, path, interrupt or Interrupt()).carry())


class _Probing:
    def __init__(self, prepared: Prepared, sinks: tuple[Sink, ...], path: Path, interrupt: Interrupt) -> None:
        self._prepared = prepared
        self._interrupt = interrupt
        self._writer = LogWriter(path)
        self._masker = Masker(secrets.token_bytes(16))
        self._recorder = Recorder(now=time.time, masker=self._masker, sinks=(self._writer.append, *sinks))
        self._channel = self._recorder.channel()
        run = secrets.token_hex(3)
        self._judging = Judging(prepared)
        self._declarations = Declarations(prepared.target.contract.source)
        curl = showing(prepared.project, lambda: prepared.target.identities)
        self._watching = Watching(
            prepared.target, prepared.checks.values(), curl, self._told, prepared.options.time_budget
        )  # fmt: skip
        self._coverage = Coverage(prepared.target)
        watch = (self._watching, self._coverage)
        self._session = Session(prepared.target, ids=ids(run), run=run[:4], watch=watch, curl=curl)
        self._session.safe = prepared.consent.reads_only
        self._done: set[str] = set()
        self._is_cleaning = False
        self._begun = time.perf_counter()

    def _told(self, finding: Finding) -> Finding | None:
        told = self._judging.told(finding)
        return None if told is None else self._declarations.beside(told)

    async def carry(self) -> Probed:
        """The run between its first and its last event."""
        try:
            self._recorder.tell(self._started())
            ending, error = await self._to_the_end()
            self._channel.flush()
            self._recorder.tell(self._surveyed(ending))
            self._recorder.tell(RunEnded(ending=ending, error=error, seconds=time.perf_counter() - self._begun))
        finally:
            self._writer.close()
        return Probed(
            ending=ending,
            error=error,
            written=self._writer,
            findings=self._watching.findings,
            left=self._left(),
            requests=self._session.sent.total(),
            replayed=self._prepared.options.replay is not None,
        )

    async def _to_the_end(self) -> tuple[EndingWord, str]:
        task = asyncio.current_task()
        assert task is not None
        work = Work(self._prepared, self._session, self._masker, self._recorder.conceal, self._hear, self._check_budget)
        async with stopping_on_signals(self._interrupt), AsyncExitStack() as stack:
            self._interrupt.watch(task)
            ending, error = await self._worked(work, stack, task)
            if ending == "interrupted":
                self._interrupt.watch(None)
            try:
                await self._finish(work, ending)
            except asyncio.CancelledError:
                if not self._interrupt.came:
                    raise
                task.uncancel()
                ending, error = "interrupted", "interrupted while what was made was removed"
            self._interrupt.watch(None)
        return ending, error

    async def _worked(self, work: Work, stack: AsyncExitStack, task: asyncio.Task[object]) -> tuple[EndingWord, str]:
        """How it ended. Raises IncompleteError where nothing was ever answered, and other AssayErrors at the start."""
        try:
            async with asyncio.timeout(self._prepared.options.max_time):
                await work.open(stack)
                await work.perform(self._program())
        except TimeoutError:
            return "timed out", "out of --max-time before the end"
        except Spent:
            return "bailed", f"out of budget: {len(self._left())} cases are left"
        except IncompleteError as problem:
            return "failed", str(problem).replace("\n", ". ")
        except asyncio.CancelledError:
            if not self._interrupt.came:
                raise
            task.uncancel()
            return "interrupted", "interrupted before the end"
        if self._session.failed:
            return "failed", _first(self._session.failed)
        return ("bailed", f"out of budget: {len(self._left())} cases are left") if self._left() else ("finished", "")

    async def _finish(self, work: Work, ending: EndingWord) -> None:
        """What is known is told, and what was made is removed, as far as the time goes."""
        if not work.is_open:
            return
        self._is_cleaning = True
        await work.perform(self._watching.rest())
        try:
            async with asyncio.timeout(GRACE.get(ending, PATIENCE)):
                await work.perform(clean_up(self._session))
        except (TimeoutError, IncompleteError):
            return  # what is left is listed

    def _program(self) -> Program[None]:
        prepared, session, watching = self._prepared, self._session, self._watching
        earlier, options = prepared.earlier, prepared.options
        if earlier is not None and not options.replay:
            session.made.extend(leftovers(read(earlier.path), session))
        if options.clean_up is not None:
            return
        for finding, item in earlier.found if earlier is not None and options.resume is not None else ():
            yield from watching.tell(finding, item)
        yield from learn(session, prepared.wanted, self._is_half_spent)
        if not session.access.reached:
            raise IncompleteError(
                "no operation of the contract gave an answer that could be used",
                where=prepared.target.base_url,
                remedy="Is the API running there, and are the credentials of the identities right?",
            )
        check_place(session)
        yield from carry(prepared.cases, prepared.probes, session, watching, self._is_enough)
        yield from watching.conclude(session)
        yield from reduce_all(watching, session, self._has_room)
        if not session.goods:
            raise IncompleteError(
                "nobody was let in anywhere, so hardly anything could be tested",
                where=prepared.target.base_url,
                remedy="Name who may call: [identity.NAME] in assay.toml, or --identities FILE.",
            )

    def _hear(self, event: Event) -> None:
        self._channel.hear(event)
        if isinstance(event, ItemEnded):
            self._done.add(event.item.id)
        elif isinstance(event, Found) or (isinstance(event, Exchanged) and event.exchange.request.method not in READS):
            self._channel.flush()
            self._writer.flush()  # whatever ends us, what was made can be found again, and removed

    def _left(self) -> tuple[Case, ...]:
        done = self._done - self._session.failed.keys()
        return tuple(case for case in self._prepared.cases if case.id not in done)

    def _is_enough(self, case: Case) -> bool:
        """Whether the budget does not hold this case any more."""
        return not self._has_room(case.sends)

    def _has_room(self, sends: int) -> bool:
        """Whether the budget holds so many requests more."""
        requests = self._prepared.options.budget_requests
        return not self._is_late() and (requests is None or self._session.sent.total() + sends <= requests)

    def _is_half_spent(self) -> bool:
        """Whether the set-up has taken its share of the budget."""
        requests, seconds = self._prepared.options.budget_requests, self._prepared.options.budget_seconds
        out_of_requests = requests is not None and self._session.sent.total() * 2 >= requests
        return out_of_requests or (seconds is not None and (time.perf_counter() - self._begun) * 2 > seconds)

    def _is_late(self) -> bool:
        seconds = self._prepared.options.budget_seconds
        return seconds is not None and time.perf_counter() - self._begun > seconds

    def _check_budget(self) -> None:
        """Raises Spent before a request that the budget does not hold; what removes things is always sent."""
        requests = self._prepared.options.budget_requests
        is_out = requests is not None and self._session.sent.total() >= requests
        if not self._is_cleaning and (is_out or self._is_late()):
            raise Spent

    def _started(self) -> RunStarted:
        options, target = self._prepared.options, self._prepared.target
        return RunStarted(
            run=secrets.token_hex(8),
            command="probe",
            name=target.contract.title,
            suite={},
            environment={},
            globals={},
            iterations=1,
            items=len(self._prepared.cases),
            seed=options.seed,
            version=__version__,
            target=target.base_url,
            environment_name=options.env or "",
            options={
                "identities": [one.name for one in target.identities],
                "contract": target.contract.source,
                "rules": {name: msgspec.to_builtins(rule) for name, rule in self._prepared.rules.items()},
                "credentials": named(self._prepared.project),
                "min_coverage": options.min_coverage,
                "replay": options.replay,
            },
        )

    def _surveyed(self, ending: EndingWord) -> Surveyed:
        target, access = self._prepared.target, self._session.access
        names = [one.name for one in target.identities] or ["nobody"]
        rows = tuple((one.name, name, access.entry(one.name, name)) for one in target.operations for name in names)
        earlier = self._prepared.earlier if self._prepared.options.resume is not None else None
        before = len(earlier.carried) if earlier is not None else 0
        return Surveyed(
            access=rows,
            coverage=self._coverage.told(),
            cases=len(self._prepared.cases) + before,
            carried=len(self._prepared.cases) - len(self._left()) + before,
            left=self._remaining(),
            notes=tuple(self._notes(ending)),
        )

    def _remaining(self) -> tuple[str, ...]:
        """What was made and stands there still, the newest first."""
        things = {(one.resource.item, one.id): one for one in self._session.made}
        return tuple(
            f"{thing.resource.name} {thing.id}"
            for key, thing in reversed(list(things.items()))
            if key not in self._session.gone
        )

    def _notes(self, ending: EndingWord) -> Iterator[str]:
        session = self._session
        if ending != "finished" and any(
            one.resource.remove is not None and (one.resource.item, one.id) not in session.gone for one in session.made
        ):
            yield f"what was not removed can be: assay probe {self._again()} --clean-up {self._writer.path}"
        if ending in ("interrupted", "timed out", "failed") and 0 < len(self._left()) < len(self._prepared.cases):
            yield f"the rest can be carried out: assay probe {self._again()} --resume {self._writer.path}"
        yield from self._prepared.known.expired({one.fingerprint for one in self._watching.findings})
        yield from session.notes.values()
        if session.failed:
            yield f"{len(session.failed)} failures by a mistake of our own, such as: {_first(session.failed)}"

    def _again(self) -> str:
        """The arguments that a command for the same target needs."""
        options = self._prepared.options
        named = (("--env", options.env), ("--url", options.url), ("--app", options.app), ("--config", options.config),
                 ("--identities", options.identities))  # fmt: skip
        words = [options.contract] if options.contract else []
        return " ".join([*words, *(f"{option} {value}" for option, value in named if value is not None)])


def _first(texts: dict[str, str]) -> str:
    return next(iter(texts.values()))


def ids(run: str) -> Callable[[], str]:
    """Names for requests, one after the other."""
    count = 0

    def new() -> str:
        nonlocal count
        count += 1
        return f"{run}-{count}"

    return new
