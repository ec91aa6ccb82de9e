"""Sends what a curl command asks for: each transfer placed, carried, explained and kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

import msgspec

from assay.app.exploring.keeping import Ending
from assay.app.exploring.options import ExploreOptions
from assay.app.exploring.surroundings import Surroundings
from assay.app.exploring.verdict import FAILED, exit_for
from assay.model.errors import AssayError, Exit
from assay.model.event import Record
from assay.model.explanation import Explanation
from assay.model.transfer import INTERRUPTED, Carried, Job, OptionValue
from assay.runtime.curl.operate import World, operate
from assay.runtime.curl.streams import Streams

if TYPE_CHECKING:  # with --no-history nothing of it is loaded
    from assay.app.exploring.diary import Diary

TIMED_OUT = 28


class Screen(Protocol):
    """Who shows the answers. `explains`: whether somebody reads explanations of those that went well, too."""

    explains: bool

    def show(self, carried: Carried, explanations: tuple[Explanation, ...], job: Job) -> None:
        """A transfer is over."""

    def progress(self, expected: int, got: int, sent: int) -> None:
        """How far the one under way has come, in bytes; `expected` is 0 where nobody said."""

    def live(self, data: bytes) -> None:
        """A stretch of a body that is not written anywhere else."""


class Explored(msgspec.Struct, frozen=True, kw_only=True):
    """A command that is over."""

    exit: Exit
    code: int
    """curl's number."""
    records: Callable[[], Iterator[Record]] | None = None
    """The events, where any were kept."""
    warnings: tuple[str, ...] = ()


def explore(
    jobs: Iterable[Job],
    settings: Mapping[str, OptionValue],
    options: ExploreOptions,
    streams: Streams,
    screen: Screen,
    *,
    command: str = "curl",
    secrets: tuple[str, ...] = (),
    parent: str | None = None,
) -> Explored:
    """Carry out all jobs. Raises an AssayError for what is wrong before anything was sent.

    `secrets` are values that are to be kept out of the log; `parent` is the exchange that is sent again.
    """
    return _Exploration(settings, options, streams, screen, command, secrets, parent).run(jobs)


class _Exploration:
    def __init__(
        self,
        settings: Mapping[str, OptionValue],
        options: ExploreOptions,
        streams: Streams,
        screen: Screen,
        command: str,
        secrets: tuple[str, ...],
        parent: str | None,
    ) -> None:
        self.settings = settings
        self.options = options
        self.streams = streams
        self.screen = screen
        self.command = command
        self.secrets = secrets
        self.parent = parent
        self.around = Surroundings(options)
        self.ids = _ids()
        self.diary = self._diary()
        self.jobs: dict[int, Job] = {}
        self.deadline = time.monotonic() + options.max_time if options.max_time else None
        self.code = 0
        self.began = False
        self.late = False
        """Whether there was no time left for a job."""

    def run(self, jobs: Iterable[Job]) -> Explored:
        world = World(ids=self.ids, clock=time.time, environment=os.environ, consent=self.around.consent())
        try:
            self.code = operate(
                self._placed(jobs),
                self.settings,
                self.streams,
                world,
                on_carried=self._carried,
                terminal_body=self.screen.live,
                meter=lambda told: self.screen.progress(told.to_download, told.downloaded, told.uploaded),
            )
            self.code = self.code or (TIMED_OUT if self.late else 0)
        except KeyboardInterrupt:
            self._end("interrupted", "interrupted before the end")
            return self._explored(Exit.INTERRUPTED)
        except AssayError:
            self._end("failed", "the command was wrong")
            raise
        incomplete = self.code not in (0, FAILED)
        self._end("failed" if incomplete else "finished", f"curl's number {self.code}" if incomplete else "")
        return self._explored(exit_for(self.code))

    def _placed(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            transfer = self.around.placed(job.transfer)
            self.around.check_method(transfer)
            if not self.began:
                self.began = True
                if self.diary:
                    self.diary.begin(transfer.url, self.command, self.options.env or "")
            if self.deadline is not None:
                left = self.deadline - time.monotonic()
                if left <= 0:
                    self.late = True
                    return
                given = transfer.options.get("max-time")
                most = min(left, float(given)) if isinstance(given, str | int | float) and float(given) else left
                transfer = msgspec.structs.replace(transfer, options={**transfer.options, "max-time": str(most)})
            placed = msgspec.structs.replace(job, transfer=transfer)
            self.jobs[id(placed.transfer)] = placed
            yield placed

    def _carried(self, carried: Carried) -> None:
        job = self.jobs.pop(id(carried.transfer), None) or Job(transfer=carried.transfer)
        carried = derived(carried, self.parent)
        explanations = self._explained(carried) if self._is_to_explain(carried) else ()
        if self.diary:
            self.diary.add(carried, explanations)
        self.screen.show(carried, explanations, job)

    def _is_to_explain(self, carried: Carried) -> bool:
        """Good answers that nobody reads are left alone: `assay show` explains them when it is asked."""
        if not self.options.explain:
            return False
        last = carried.last
        if carried.error == INTERRUPTED and (last is None or last.response is None):
            return False
        good = carried.code == 0 and last is not None and last.response is not None and last.response.status < 300
        return not good or len(carried.exchanges) > 1 or self.screen.explains or bool(self.options.report)

    def _explained(self, carried: Carried) -> tuple[Explanation, ...]:
        from assay.explain.evidence import Evidence
        from assay.explain.explaining import explain

        try:
            return explain(Evidence.of(carried, now=time.time(), contract=self.around.contract))
        except Exception as problem:  # noqa: BLE001 - a rule that fails must not take the answer away
            self.around.warnings.append(f"a bug in assay: an explanation failed ({type(problem).__name__})")
            return ()

    def _diary(self) -> Diary | None:
        if not (self.options.history or self.options.report or self.options.log):
            return None
        from assay.app.exploring.diary import Diary, place_for

        secrets = (*self.secrets, *(self.around.credentials.secrets if self.around.credentials else ()))
        place = place_for(self.around.home, self.options.log, history=self.options.history)
        return Diary(place, new_id=self.ids, secrets=secrets)

    def _end(self, ending: Ending, error: str) -> None:
        if self.diary:
            self.diary.end(ending, error)
            if not self.options.report:
                self.diary.leave()

    def _explored(self, code: Exit) -> Explored:
        warnings = tuple(self.around.warnings) + ((self.diary.warning,) if self.diary and self.diary.warning else ())
        return Explored(
            exit=code, code=self.code, records=self.diary.records if self.diary else None, warnings=warnings
        )


def derived(carried: Carried, parent: str | None) -> Carried:
    """The transfer whose first request names the exchange that it was made of."""
    if parent is None or not carried.exchanges:
        return carried
    first = carried.exchanges[0]
    request = msgspec.structs.replace(first.request, parent=parent)
    exchanges = (msgspec.structs.replace(first, request=request), *carried.exchanges[1:])
    return msgspec.structs.replace(carried, exchanges=exchanges)


def _ids() -> Callable[[], str]:
    """Ids that no other command gives."""
    return lambda: os.urandom(8).hex()
