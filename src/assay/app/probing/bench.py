"""Cases carried out one at a time, whenever somebody asks: a target that stays open, for a test runner."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from assay.app.probing.earlier import related
from assay.app.probing.judging import Judging
from assay.app.probing.preparing import Prepared
from assay.app.probing.probing import PATIENCE, ids
from assay.app.probing.work import Work
from assay.model.case import Case
from assay.model.event import Cursor, Found, Record, Withdrawn
from assay.model.finding import Finding
from assay.probes.learning import clean_up, learn
from assay.probes.running import carry_one
from assay.probes.session import Session
from assay.probes.watching import Watching
from assay.record.log import LogWriter
from assay.record.masking import Masker
from assay.report.curl import curl
from assay.runtime.recorder import Recorder

T = TypeVar("T")


class Bench:
    """A prepared target, opened when its first case is run. Not for several threads at once."""

    def __init__(self, prepared: Prepared, log: Path) -> None:
        self._prepared = prepared
        self._writer = LogWriter(log)
        self._masker = Masker(secrets.token_bytes(16))
        self._recorder = Recorder(now=time.time, masker=self._masker, sinks=(self._writer.append, self._take))
        self._channel = self._recorder.channel()
        run = secrets.token_hex(3)
        self._judging = Judging(prepared)
        self._session = Session(prepared.target, ids=ids(run), run=run[:4], curl=curl)
        self._session.safe = prepared.consent.reads_only
        self._work = Work(prepared, self._session, self._masker, self._recorder.conceal, self._channel.hear)
        self._stack = AsyncExitStack()
        self._found: dict[str, Finding] = {}
        self._learnt: set[str] = set()
        self._ordinary: dict[str, list[Finding]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="assay-bench")
        self._thread.start()

    def run(self, case: Case) -> list[Finding]:
        """What a case finds, secrets masked; the first case of an operation also what its ordinary requests showed.

        Raises an AssayError where the target cannot be opened, or answers no more.
        """
        return self._wait(self._carried(case))

    def close(self) -> None:
        """Remove what was made, and let go of the target."""
        try:
            if self._work.is_open:
                self._wait(self._ended())
            self._wait(self._stack.aclose())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5.0)
            if not self._thread.is_alive():
                self._loop.close()
            self._writer.close()

    async def _carried(self, case: Case) -> list[Finding]:
        if not self._work.is_open:
            await self._work.open(self._stack)
        await self._learn(case.operation)
        watching = self._watch()
        cursor = Cursor(ref=case.id)
        probe = self._prepared.probes[case.probe]
        await self._work.perform(carry_one(case, probe, self._session, watching, cursor))
        await self._work.perform(watching.conclude(self._session))
        failure = self._session.failed.pop(case.id, "")
        if failure:
            raise RuntimeError(failure)
        return [*self._ordinary_of(case), *self._told()]

    async def _learn(self, operation: str) -> None:
        """Have the operation tried as it is meant, with all that it needs, once."""
        wanted = related([operation], self._prepared.target) - self._learnt
        if not wanted:
            return
        self._learnt |= wanted
        watching = self._watch()
        await self._work.perform(learn(self._session, wanted))
        await self._work.perform(watching.conclude(self._session))
        for finding in self._told():
            self._ordinary.setdefault(finding.operation, []).append(finding)

    def _ordinary_of(self, case: Case) -> list[Finding]:
        first = next((one.id for one in self._prepared.cases if one.operation == case.operation), None)
        return self._ordinary.get(case.operation, []) if first == case.id else []

    def _watch(self) -> Watching:
        """Judges of this case alone: what one test finds does not hang on those before it."""
        watching = Watching(self._prepared.target, self._prepared.checks.values(), curl, self._judging.told)
        self._session.watch = (watching,)
        return watching

    def _told(self) -> list[Finding]:
        self._channel.flush()
        found, self._found = list(self._found.values()), {}
        return found

    def _take(self, record: Record) -> None:
        if isinstance(record.event, Found):
            self._found[record.event.finding.fingerprint] = record.event.finding
        elif isinstance(record.event, Withdrawn):
            for one in record.event.fingerprints:
                self._found.pop(one, None)

    async def _ended(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._work.perform(clean_up(self._session))
        except TimeoutError:
            return

    def _wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The coroutine's result, from the loop's own thread; an interruption here ends it there."""
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise
