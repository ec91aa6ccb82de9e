"""The use case behind `assay trust weak`: a green run, every answer changed in every way, and who noticed."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from assay.app.contracts import load_contract
from assay.app.options import RunOptions
from assay.app.preparing import Prepared, prepare
from assay.app.run import QUIET, EndingWord, Interrupt, log_path, stopping_on_signals
from assay.app.trusting.judging import Judges
from assay.app.trusting.looking import Looking, seen_by
from assay.app.trusting.mending import Mended, Mending
from assay.app.trusting.options import WeakOptions
from assay.app.trusting.recording import Recording, from_log, record
from assay.app.trusting.telling import told
from assay.contract.validation import Validators
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.model.event import Found, ItemRef, RunEnded, RunStarted, Surveyed
from assay.model.finding import Finding
from assay.record.log import LogWriter
from assay.record.masking import Masker
from assay.record.names import is_secret
from assay.runtime.recorder import Recorder, Sink
from assay.trust.change import Sample
from assay.trust.collection import suspicious
from assay.trust.findings import findings
from assay.trust.rules import RULES, finding
from assay.trust.samples import samples
from assay.trust.weighing import Looked, TestName, Weighed, weigh
from assay.version import __version__

PROCESSES = 4
"""Sandboxes at most, where nobody says how many."""
SIDE_BY_SIDE = 3
"""Exchanges that are looked at together, for each sandbox: one is being changed while another is judged."""


Stage = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""


class Weak(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    ending: EndingWord
    error: str
    written: LogWriter
    weighed: Weighed
    findings: tuple[Finding, ...]
    mended: tuple[Mended, ...]
    verdicts: int
    seconds: float
    """What judging took."""
    prepared: Prepared

    @property
    def score_after(self) -> float:
        """The score with all mends, in per cent."""
        closed = len({gap for one in self.mended for gap in one.closes})
        return 100.0 * (self.weighed.noticed + closed) / self.weighed.harmful if self.weighed.harmful else 0.0


def run_options(options: WeakOptions) -> RunOptions:
    """What the recording run is asked for."""
    return RunOptions(
        collection=options.collection,
        environment=options.environment,
        globals=options.globals,
        env=options.env,
        identity=options.identity,
        url=options.url,
        config=options.config,
        env_var=options.env_var,
        folder=options.folder,
        iteration_data=options.iteration_data,
        working_dir=options.working_dir,
        insecure=options.insecure,
        max_time=options.max_time,
    )


def weak(
    options: WeakOptions, sinks: tuple[Sink, ...] = (), interrupt: Interrupt | None = None, stage: Stage | None = None
) -> Weak:
    """The whole; `stage` hears how far it is. Raises an AssayError where there is nothing to go by, and
    KeyboardInterrupt while it is recorded."""
    logging.getLogger("asyncio").addHandler(QUIET)
    interrupt = interrupt or Interrupt()
    begun = time.monotonic()
    asked = run_options(options)
    prepared = None if options.log else prepare(asked)
    contract = _contract(options, prepared)
    if stage is not None:
        stage("recording", 0, 0)
    recording = record(prepared, interrupt) if prepared else from_log(options, asked)
    left = None if options.max_time is None else max(0.1, options.max_time - (time.monotonic() - begun))
    return asyncio.run(_Weighing(options, recording, contract, sinks, interrupt, left, stage).carry())


def _contract(options: WeakOptions, prepared: Prepared | None) -> Contract | None:
    named = options.contract
    if named is None and prepared is not None and prepared.project.project.contract:
        named = prepared.project.locate(prepared.project.project.contract)
    return load_contract(Path(named)) if named else None


class _Weighing:
    """From the recording to the verdict; what is known at any time can be told."""

    def __init__(
        self,
        options: WeakOptions,
        recording: Recording,
        contract: Contract | None,
        sinks: tuple[Sink, ...],
        interrupt: Interrupt,
        seconds: float | None,
        stage: Stage | None = None,
    ) -> None:
        self._stage = stage or _untold
        self._options = options
        self._recording = recording
        self._contract = contract
        self._interrupt = interrupt
        self._seconds = seconds
        self._writer = LogWriter(log_path(None, recording.prepared.project.directory))
        masker = Masker(secrets.token_bytes(16))
        masker.add(_secrets(recording))
        self._masker = masker
        self._recorder = Recorder(now=time.time, masker=masker, sinks=(self._writer.append, *sinks))
        self._validators = Validators(contract or Contract())
        self._seen = seen_by(recording)
        self._samples: list[Sample] = []
        self._looked: list[Looked] = []
        self._idle: frozenset[TestName] = frozenset()
        self._mended: list[Mended] = []
        self._looking: Looking | None = None
        self._verdicts = 0
        self._begun = time.perf_counter()

    async def carry(self) -> Weak:
        """The run between its first and its last event."""
        try:
            self._recorder.tell(self._started())
            ending, error = await self._to_the_end()
            weighed = weigh(self._looked)
            found = tuple(self._findings(weighed))
            seconds = time.perf_counter() - self._begun
            for one in found:
                self._recorder.tell(Found(item=ItemRef(id="", name=one.where), finding=one))
            notes = tuple(self._notes())
            event = told(weighed, self._mended, self._options, notes, self._verdicts, len(self._seen), seconds)
            self._recorder.tell(event)
            judged = sum(len(one.judged) for one in self._looked)
            self._recorder.tell(Surveyed(cases=judged, carried=judged))
            self._recorder.tell(RunEnded(ending=ending, error=error, seconds=seconds))
        finally:
            self._writer.close()
        return Weak(
            ending=ending,
            error=error,
            written=self._writer,
            weighed=weighed,
            findings=found,
            mended=tuple(self._mended),
            verdicts=self._verdicts,
            seconds=seconds,
            prepared=self._recording.prepared,
        )

    def _started(self) -> RunStarted:
        prepared = self._recording.prepared
        laws = {
            name: {"title": one.title, "law": one.law, "assumes": one.assumes, "severity": one.severity}
            for name, one in RULES.items()
        }
        return RunStarted(
            run=secrets.token_hex(8),
            command="trust weak",
            name=prepared.suite.name,
            suite={},
            environment={},
            globals={},
            iterations=1,
            items=len(self._seen),
            seed=prepared.seed,
            version=__version__,
            target=self._options.url or self._options.log or "",
            environment_name=self._options.env or prepared.environment.name,
            options={"rules": laws},
        )

    async def _to_the_end(self) -> tuple[EndingWord, str]:
        task = asyncio.current_task()
        assert task is not None
        try:
            async with stopping_on_signals(self._interrupt), asyncio.timeout(self._seconds):
                self._interrupt.watch(task)
                await self._judged()
                self._interrupt.watch(None)
        except TimeoutError:
            return "timed out", f"out of time: {len(self._looked)} of {len(self._seen)} answers were judged"
        except asyncio.CancelledError:
            if not self._interrupt.came:
                raise
            task.uncancel()
            return "interrupted", "interrupted before the end"
        if not any(one.judged for one in self._looked):
            return "failed", "no answer could be judged"
        return "finished", ""

    async def _judged(self) -> None:
        self._samples = samples([one.taken for one in self._seen], self._contract, self._bases())
        processes = self._options.processes or min(PROCESSES, os.cpu_count() or 1)
        async with Judges(processes) as judges:
            try:
                looking = self._looking = Looking(judges, self._recording, self._validators)
                await self._look_at_all(looking, processes)
                await self._look_widely(looking)
                await self._mend(judges)
            finally:
                self._verdicts = judges.verdicts

    async def _look_at_all(self, looking: Looking, processes: int) -> None:
        waiting = iter(zip(self._seen, self._samples, strict=True))

        async def work() -> None:
            for seen, sample in waiting:
                self._looked.append(await looking.look(seen, sample))
                self._stage("judging changed answers", len(self._looked), len(self._seen))

        async with asyncio.TaskGroup() as group:
            for _ in range(processes * SIDE_BY_SIDE):
                group.create_task(work())
        order = {one.exchange: number for number, one in enumerate(self._seen)}
        self._looked.sort(key=lambda one: order[one.exchange])

    async def _look_widely(self, looking: Looking) -> None:
        """Tests that noticed nothing are held against all that can be changed, before anything is said of them."""
        idle = {one.test for one in weigh(self._looked).tests if not one.noticed}
        tests = {one.exchange: one.tests for one in self._looked}
        for seen, sample in zip(self._seen, self._samples, strict=True):
            wanted = frozenset(tests[seen.exchange] & idle)
            if wanted:
                idle -= await looking.look_widely(seen, sample, wanted)
        self._idle = frozenset(idle)

    async def _mend(self, judges: Judges) -> None:
        both = list(zip(self._seen, self._samples, strict=True))
        mending = Mending(judges, self._validators, self._contract, self._recording.exchanges, both)
        self._stage("proving assertions", 0, 0)
        found = await mending.mend(weigh(self._looked).gaps)
        self._mended = [one for one in found if self._masker.text(one.block.text()) == one.block.text()]

    def _bases(self) -> tuple[str, ...]:
        """Where the API is found: the addresses that variables hold."""
        scopes = self._recording.prepared.job.scopes
        rows = [row for scope in (scopes.environment, scopes.collection, scopes.globals) for row in scope.values_json()]
        found = [str(row.get("value")) for row in rows if str(row.get("value", "")).startswith(("http://", "https://"))]
        return tuple(dict.fromkeys((*([self._options.url] if self._options.url else ()), *found)))[:20]

    def _findings(self, weighed: Weighed) -> Sequence[Finding]:
        found: dict[str, Finding] = {}
        for item, name in self._recording.red:
            request = " / ".join((*item.path, item.name))
            message = f"“{name}” of “{request}” was red when the suite was recorded; it is left out."
            one = finding("red-at-the-start", message, where=f"{request} / {name}", test=f"{request} / {name}")
            found[one.fingerprint] = one
        for one in (*findings(weighed, self._looked, self._idle), *suspicious(self._recording.prepared.suite)):
            found.setdefault(one.fingerprint, one)
        return list(found.values())

    def _notes(self) -> Sequence[str]:
        recording = self._recording
        notes = []
        if recording.red:
            count = len({item.id for item, _ in recording.red})
            notes.append(f"The suite was red at the start in {count} of its requests: the red tests are left out.")
        for item, reason in recording.unanswered[:20]:
            notes.append(f"{' / '.join((*item.path, item.name))} was not answered, and is left out: {reason}")
        if self._looking is not None:
            notes += [f"A script of {one.owner} broke down when it was recorded, and is left out."
                      for one in self._looking.broken]  # fmt: skip
            notes += [f"A script of {one.owner} says something else when it is run again offline, and is left out."
                      for one in self._looking.unsteady]  # fmt: skip
            if self._looking.unjudged:
                notes.append(
                    f"{self._looking.unjudged:,} changes were not judged: a script takes too long, or is left out."
                )
        notes += [f"The answer to {name} is too large to be judged many times over." for name in recording.too_large]
        if recording.left_out:
            notes.append(f"{recording.left_out:,} further turns of the same requests were not looked at.")
        return notes


def _untold(what: str, done: int, total: int) -> None:
    """Where nobody asks how far it is."""


def _secrets(recording: Recording) -> list[str]:
    """What must stand in no report: what was known before, and what variables of a secret name came to hold."""
    found = list(recording.prepared.secrets)
    for one in recording.heard:
        for scope in ("environment", "globals", "collectionVariables"):
            for row in one.run.context[scope]["values"]:
                value = row.get("value")
                if isinstance(value, str) and (row.get("type") == "secret" or is_secret(str(row.get("key")))):
                    found.append(value)
    return list(dict.fromkeys(found))


def check(options: WeakOptions) -> None:
    """Raises UsageError for options that do not go together, before anything is sent."""
    if (options.out or options.in_place) and not options.fix:
        raise UsageError("--out and --in-place say where --fix writes to", remedy="Add --fix.")
    if options.fix and bool(options.out) == options.in_place:
        raise UsageError("--fix needs one place to write to", remedy="Give --out FILE, or --in-place.")
    if options.log and not Path(options.log).is_file():
        raise UsageError("there is no such file", where=f"--log {options.log}")
