"""The use case behind `assay probe`: identities logged in, the target learnt, cases carried, all of it in the log."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec

from assay.app.probing.identities import callers
from assay.app.probing.preparing import Prepared, wanted
from assay.app.probing.schooling import lessons
from assay.app.run import QUIET, EndingWord, Interrupt, log_path, stopping_on_signals
from assay.model.case import Case
from assay.model.command import Program
from assay.model.errors import IncompleteError
from assay.model.event import RunEnded, RunStarted, Surveyed
from assay.model.finding import Finding
from assay.probes.learning import clean_up, learn
from assay.probes.running import carry
from assay.probes.session import Session
from assay.probes.watching import Watching
from assay.record.log import LogWriter
from assay.record.masking import Masker
from assay.report.curl import curl
from assay.runtime.files import Files
from assay.runtime.perform import Performer
from assay.runtime.recorder import Recorder, Sink
from assay.runtime.service import running
from assay.runtime.tools import Tools, open_tools
from assay.version import __version__


class Probed(msgspec.Struct, frozen=True, kw_only=True):
    """A probing run that is over."""

    ending: EndingWord
    error: str
    written: LogWriter
    findings: tuple[Finding, ...]
    left: tuple[Case, ...]
    """Cases that were not carried out: out of budget."""
    requests: int


def execute(
    prepared: Prepared, sinks: tuple[Sink, ...] = (), log: Path | None = None, interrupt: Interrupt | None = None
) -> Probed:
    """Carry out a probing run. Whatever happens on the way is an event; only what keeps it from starting is raised."""
    logging.getLogger("asyncio").addHandler(QUIET)
    path = log or log_path(prepared.options.log, prepared.project.directory)
    return asyncio.run(_Probing(prepared, sinks, path, interrupt or Interrupt()).carry())


class _Probing:
    def __init__(self, prepared: Prepared, sinks: tuple[Sink, ...], path: Path, interrupt: Interrupt) -> None:
        self._prepared = prepared
        self._interrupt = interrupt
        self._writer = LogWriter(path)
        masker = Masker(secrets.token_bytes(16))
        self._recorder = Recorder(now=time.time, masker=masker, sinks=(self._writer.append, *sinks))
        self._channel = self._recorder.channel()
        run = secrets.token_hex(3)
        self._watching = Watching(prepared.target, prepared.checks.values(), curl)
        self._session = Session(prepared.target, ids=_ids(run), run=run[:4], watch=(self._watching,), curl=curl)
        self._left: tuple[Case, ...] = prepared.cases
        self._unremoved: tuple[str, ...] = ()
        self._begun = time.perf_counter()

    async def carry(self) -> Probed:
        """The run between its first and its last event."""
        try:
            self._recorder.tell(self._started())
            ending, error = await self._to_the_end()
            self._channel.flush()
            self._recorder.tell(self._surveyed())
            self._recorder.tell(RunEnded(ending=ending, error=error, seconds=time.perf_counter() - self._begun))
        finally:
            self._writer.close()
        return Probed(
            ending=ending,
            error=error,
            written=self._writer,
            findings=self._watching.findings,
            left=self._left,
            requests=self._session.sent.total(),
        )

    async def _to_the_end(self) -> tuple[EndingWord, str]:
        task = asyncio.current_task()
        assert task is not None
        try:
            async with stopping_on_signals(self._interrupt), AsyncExitStack() as stack:
                self._interrupt.watch(task)
                tools = await stack.enter_async_context(open_tools(None, trace=self._prepared.options.verbose))
                if self._prepared.service is not None:
                    await stack.enter_async_context(running(self._prepared.service, tools.transport))
                await self._get_ready()
                async with asyncio.timeout(self._prepared.options.max_time):
                    await self._performer(tools).perform(self._program())
                self._interrupt.watch(None)
        except TimeoutError:
            return "timed out", "out of --max-time before the end"
        except asyncio.CancelledError:
            if not self._interrupt.came:
                raise
            task.uncancel()
            return "interrupted", "interrupted before the end"
        return ("bailed", f"out of budget: {len(self._left)} cases are left") if self._left else ("finished", "")

    async def _get_ready(self) -> None:
        """Log in, and see what the collection teaches; each has an event loop of its own."""
        options, project = self._prepared.options, self._prepared.project
        identities, known = await asyncio.to_thread(
            callers, project, options.env, options.config, self._prepared.target.base_url
        )
        self._recorder.masker.add(known)
        self._prepared.target.called_by(wanted(identities, options))
        log = log_path(None, project.directory)
        self._session.taught = await asyncio.to_thread(lessons, options, project, self._prepared.target, log)

    def _program(self) -> Program[None]:
        session, watching = self._session, self._watching
        yield from learn(session)
        if not self._session.access.reached:
            raise IncompleteError(
                "no operation of the contract gave an answer that could be used",
                where=self._prepared.target.base_url,
                remedy="Is the API running there, and are the credentials of the identities right?",
            )
        self._left = yield from carry(self._prepared.cases, self._prepared.probes, session, watching, self._is_enough)
        yield from watching.conclude(session)
        self._unremoved = yield from clean_up(session)

    def _is_enough(self, case: Case) -> bool:
        """Whether the budget does not hold this case any more."""
        options = self._prepared.options
        requests, seconds = options.budget_requests, options.budget_seconds
        out_of_requests = requests is not None and self._session.sent.total() + case.sends > requests
        return out_of_requests or (seconds is not None and time.perf_counter() - self._begun > seconds)

    def _performer(self, tools: Tools) -> Performer:
        return Performer(
            transport=tools.transport,
            scripts=tools.scripts,
            files=Files(Path.cwd(), outside=False),
            consent=self._prepared.consent,
            hear=self._channel.hear,
            conceal=self._recorder.conceal,
        )

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
            options={"identities": [one.name for one in target.identities], "contract": target.contract.source},
        )

    def _surveyed(self) -> Surveyed:
        target, access = self._prepared.target, self._session.access
        names = [one.name for one in target.identities] or ["nobody"]
        rows = tuple((one.name, name, access.entry(one.name, name)) for one in target.operations for name in names)
        return Surveyed(
            access=rows,
            cases=len(self._prepared.cases),
            carried=len(self._prepared.cases) - len(self._left),
            left=self._unremoved,
            notes=tuple(self._session.notes.values()),
        )


def _ids(run: str) -> Callable[[], str]:
    count = 0

    def new() -> str:
        nonlocal count
        count += 1
        return f"{run}-{count}"

    return new
