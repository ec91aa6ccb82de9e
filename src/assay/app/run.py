"""The use case behind `assay run` and `assay.run()`: carries a prepared run, with every event in its log."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from assay.app.identities import log_in
from assay.app.preparing import Prepared
from assay.engine.scopes import Scope
from assay.formats.postman import collection_json, environment_json
from assay.model.errors import Exit
from assay.model.event import Record, RunEnded, RunStarted
from assay.record.log import LogWriter, keep_newest
from assay.record.masking import Masker
from assay.record.order import ordered
from assay.runtime.job import Run
from assay.runtime.recorder import Recorder, Sink
from assay.runtime.service import running
from assay.runtime.tools import Tools, open_tools
from assay.script import Limits
from assay.version import __version__

KEPT_LOGS = 50
QUIET = logging.NullHandler()
"""Keeps what the loop thinks of an ended child off the terminal; a logger that somebody set up still gets it."""
STOPPING = (signal.SIGINT, signal.SIGTERM) + ((signal.SIGHUP,) if sys.platform != "win32" else ())

EndingWord = Literal["finished", "bailed", "timed out", "interrupted", "failed"]


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is over."""

    ending: EndingWord
    error: str
    written: LogWriter
    run: Run

    @property
    def log(self) -> Path:
        """The file of the event log."""
        return self.written.path

    @property
    def problem(self) -> str | None:
        """Why the log could not be written whole."""
        return self.written.problem

    def records(self) -> Iterator[Record]:
        """The run's events again, in the order of iterations."""
        return ordered(self.written.records())


class Interrupt:
    """Ends a run in good order: from a signal, or from whoever finds that nobody listens any more."""

    def __init__(self) -> None:
        self.came = False
        self._task: asyncio.Task[Any] | None = None

    def watch(self, task: asyncio.Task[Any] | None) -> None:
        """The task to end; None when there is nothing to end any more."""
        self._task = task
        if task is not None and self.came:
            task.cancel()

    def __call__(self) -> None:
        """End it, once."""
        if not self.came and self._task is not None:
            self._task.cancel()
        self.came = True

    def by_signal(self) -> None:
        """End it; who asks a second time wants no good order. Our children end when we do."""
        if self.came:
            os._exit(Exit.INTERRUPTED)
        self()


class OpenTools(Protocol):
    """Opens what a worker works with."""

    def __call__(self, limits: Limits | None, *, trace: bool = False) -> AbstractAsyncContextManager[Tools]:
        """The tools, for as long as the context lasts."""
        ...


def execute(
    prepared: Prepared,
    sinks: tuple[Sink, ...] = (),
    log: Path | None = None,
    interrupt: Interrupt | None = None,
    tools: OpenTools = open_tools,
) -> Finished:
    """Carry out a run. Whatever happens on the way is an event; only what keeps it from starting is raised."""
    logging.getLogger("asyncio").addHandler(QUIET)
    path = log or log_path(prepared.options.log, prepared.project.directory)
    return asyncio.run(carry(prepared, sinks, path, interrupt or Interrupt(), tools))


async def carry(
    prepared: Prepared, sinks: tuple[Sink, ...], path: Path, interrupt: Interrupt, tools: OpenTools = open_tools
) -> Finished:
    """The run between its first and its last event."""
    writer = LogWriter(path)
    masker = Masker(secrets.token_bytes(16))
    masker.add(prepared.secrets)
    recorder = Recorder(now=time.time, masker=masker, sinks=(writer.append, *sinks))
    run = Run(prepared.job, recorder)
    begun = time.perf_counter()
    try:
        recorder.tell(started(prepared))
        ending, error = await to_the_end(prepared, run, recorder, interrupt, tools)
        recorder.tell(ended(run, ending, error, time.perf_counter() - begun))
    finally:
        writer.close()
    return Finished(ending=ending, error=error, written=writer, run=run)


async def to_the_end(
    prepared: Prepared, run: Run, recorder: Recorder, interrupt: Interrupt, tools: OpenTools = open_tools
) -> tuple[EndingWord, str]:
    """Run until it is over, out of time, or interrupted; in how far, and why."""
    task = asyncio.current_task()
    assert task is not None
    try:
        async with stopping_on_signals(interrupt), AsyncExitStack() as stack:
            interrupt.watch(task)
            await get_ready(prepared, recorder, stack)
            async with asyncio.timeout(prepared.max_seconds):
                ending = await run.carry(lambda: tools(prepared.limits, trace=prepared.options.verbose))
            interrupt.watch(None)
    except TimeoutError:
        return "timed out", "callback timed out"
    except asyncio.CancelledError:
        if not interrupt.came:
            raise
        task.uncancel()
        return "interrupted", "interrupted before the end"
    if ending.error:
        return "failed", ending.error
    return ("bailed", "") if ending.bailed else ("finished", "")


async def get_ready(prepared: Prepared, recorder: Recorder, stack: AsyncExitStack) -> None:
    """Bring up the API under test and log in, where the project says so."""
    if prepared.service is None and prepared.login is None:
        return
    tools = await stack.enter_async_context(open_tools(prepared.limits if prepared.login else None))
    if prepared.service is not None:
        await stack.enter_async_context(running(prepared.service, tools.transport))
    if prepared.login is not None:
        login = prepared.login
        await log_in(login.name, login.identity, prepared.suite, prepared.job, tools, recorder, login.lookup)


@asynccontextmanager
async def stopping_on_signals(interrupt: Interrupt) -> AsyncIterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP end the run in good order; where the loop takes no signals, Python's own way.

    What our caller has switched off stays so: `nohup` ignores SIGHUP, a background job SIGINT.
    """
    loop = asyncio.get_running_loop()
    handled = []
    for number in STOPPING:
        if signal.getsignal(number) is signal.SIG_IGN:
            continue
        try:
            loop.add_signal_handler(number, interrupt.by_signal)
            handled.append(number)
        except (NotImplementedError, RuntimeError, ValueError):
            break
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def started(prepared: Prepared) -> RunStarted:
    """The first event."""
    return RunStarted(
        run=secrets.token_hex(8),
        command="run",
        name=prepared.suite.name,
        suite=collection_json(prepared.suite),
        environment=scope_json(prepared.job.scopes.environment, "environment"),
        globals=scope_json(prepared.job.scopes.globals, "globals"),
        iterations=prepared.job.plan.iterations,
        items=len(prepared.job.items),
        seed=prepared.seed,
        version=__version__,
        target=prepared.options.url or "",
        environment_name=prepared.options.env or prepared.environment.name,
        options=shown_options(prepared),
    )


def ended(run: Run, ending: EndingWord, error: str, seconds: float) -> RunEnded:
    """The last event, with what the variables have become."""
    return RunEnded(
        ending=ending,
        error=error,
        seconds=seconds,
        environment=scope_json(run.finals.scope("environment"), "environment"),
        globals=scope_json(run.finals.scope("globals"), "globals"),
        variables=scope_json(run.finals.scope("collection"), "collection")["values"],
    )


def scope_json(scope: Scope, kind: str) -> dict[str, Any]:
    """A scope as a Postman document."""
    return environment_json(scope.to_environment(), kind)


def shown_options(prepared: Prepared) -> dict[str, Any]:
    """The options that a reader of the log may want to know; no variables and no documents."""
    options = prepared.options
    return {
        "iterationCount": prepared.job.plan.iterations,
        "folder": list(options.folder),
        "bail": list(options.bail or ()),
        "parallel": prepared.job.workers,
        "retry": options.retry,
    }


def log_path(asked: str | None, directory: Path) -> Path:
    """Where the log goes: --log, else a new file below .assay/log, which keeps the newest of them."""
    if asked:
        return Path(asked)
    home = Path(os.environ.get("ASSAY_HOME") or directory / ".assay")
    folder = home / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = home / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        keep_newest(folder, KEPT_LOGS - 1)
    except OSError:
        return folder / "unwritable.jsonl"
    return folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}.jsonl"
