"""A command's jobs carried out, one after another or side by side, and curl's number for the whole of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from assay.model.transfer import Carried, Job, OptionValue
from assay.runtime.curl.finishing import judged, settled, tell
from assay.runtime.curl.given import Settings
from assay.runtime.curl.heads import Write
from assay.runtime.curl.streams import Gone, Streams
from assay.runtime.curl.task import Listening, Meter, Task
from assay.runtime.curl.verbose import listener
from assay.transport.curl.libcurl import FAILED_INIT
from assay.transport.curl.refused import Refused, Stop
from assay.transport.curl.report import refused
from assay.transport.curl.running import Running, Surroundings
from assay.transport.curl.sender import Ended, Sender

FATAL = frozenset({FAILED_INIT, 27, 41, 43, 48})
"""curl's numbers after which nothing more is sent."""


class World(NamedTuple):
    """What of the world a command uses. `clock`: seconds since the epoch; `monotonic`: of any beginning."""

    ids: Callable[[], str]
    clock: Callable[[], float]
    environment: Mapping[str, str]
    consent: Callable[[str], str | None] = lambda _url: None
    """Why a URL may not be asked for, in one sentence; asked before every hop."""
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def operate(
    jobs: Iterable[Job],
    settings: Mapping[str, OptionValue],
    streams: Streams,
    world: World,
    *,
    on_carried: Callable[[Carried], None],
    terminal_body: Write | None = None,
    meter: Meter | None = None,
) -> int:
    """Carry out `jobs` in order, and return curl's number: the last job's, or the last error's with --parallel.

    `settings` are the options of the whole command by their long names. `on_carried` is told of each job when its
    last attempt is over and its file is closed, before --write-out; its exchanges hold those of every attempt. It also
    tells errors: nothing here writes curl's error line. On a terminal the body is not written but handed to
    `terminal_body` as it arrives, where there is one; `Carried` keeps the first 8 MB of it.
    """
    return _Operation(Settings(settings), streams, world, on_carried, terminal_body, meter).run(jobs)


class _Operation:
    def __init__(
        self,
        settings: Settings,
        streams: Streams,
        world: World,
        on_carried: Callable[[Carried], None],
        terminal_body: Write | None,
        meter: Meter | None,
    ) -> None:
        self.settings = settings
        self.streams = streams
        self.world = world
        self.on_carried = on_carried
        self.shared = Listening(
            streams, terminal_body=terminal_body, debug=listener(settings, streams, world.clock), meter=meter
        )
        self.around = Surroundings(
            monotonic=world.monotonic,
            clock=world.clock,
            ids=world.ids,
            environment=world.environment,
            standard_input=streams.stdin,
            consent=world.consent,
        )
        self.numbers: dict[int, int] = {}
        self.code = 0
        self.over = False

    def run(self, jobs: Iterable[Job]) -> int:
        most = self.settings.most_at_once if self.settings.parallel else 1
        waiting = iter(jobs)
        later: list[Task] = []
        running: dict[int, Task] = {}
        with Sender() as sender:
            while not self.over:
                self._fill(sender, waiting, later, running, most)
                if not running and not later:
                    break
                if not running:
                    self.world.sleep(max(0.0, min(task.due for task in later) - self.world.monotonic()))
                for ended in sender.step() if running else ():
                    task = running.pop(id(ended.running))
                    self._end(task, ended, later)
        return self.code

    def _fill(
        self, sender: Sender, waiting: Iterable[Job], later: list[Task], running: dict[int, Task], most: int
    ) -> None:
        now = self.world.monotonic()
        for due in [task for task in later if task.due <= now][: most - len(running)]:
            later.remove(due)
            self._start(sender, due, running)
        while len(running) < most and not self.over and not (later and most == 1):
            job = next(iter(waiting), None)
            if job is None:
                return
            task = self._task(job)
            if task is not None:
                self._start(sender, task, running)

    def _task(self, job: Job) -> Task | None:
        number = self.numbers.get(job.group, -1) + 1
        self.numbers[job.group] = number
        try:
            task = Task(job, self.shared, began=self.world.monotonic(), number=number)
        except Refused as refusal:
            self._conclude(refused(job.transfer, refusal, self.around))
            return None
        if task.skipped:
            task.close()
            if not self.settings.silent:
                self.streams.tell(f"Note: {task.asked.text('output') or job.transfer.url} is there already: skipped")
            return None
        return task

    def _start(self, sender: Sender, task: Task, running: dict[int, Task]) -> None:
        try:
            one = Running(task.job.transfer, task.job.output, task, self.around, sender.interrupts, resume=task.resume)
        except Refused as refusal:
            carried = refused(task.job.transfer, refusal, self.around)
            task.exchanges += carried.exchanges
            self._finish(task, carried, unmet=True, file_time=-1)
            return
        for warning in one.warnings if not self.settings.silent else ():
            self.streams.tell(f"Warning: {warning}")
        running[id(one)] = task
        sender.add(one)

    def _end(self, task: Task, ended: Ended, later: list[Task]) -> None:
        ended.running.close()
        carried = judged(task, ended.carried)
        task.exchanges += carried.exchanges
        now = self.world.monotonic()
        again = task.retries.next(carried, now=now, errno_seen=ended.system, retry_after=ended.retry_after)
        if again is None or ended.running.stopped is not None:
            self._finish(task, carried, unmet=ended.unmet, file_time=ended.file_time)
            return
        wait, why = again
        if not self.settings.silent:
            left = task.retries.left
            self.streams.tell(
                f"Warning: {why}; trying again in {wait:g} s, {left} {'try' if left == 1 else 'tries'} left after that"
            )
        task.to.truncate()
        task.due = now + wait
        later.append(task)

    def _finish(self, task: Task, carried: Carried, *, unmet: bool, file_time: int) -> None:
        final = settled(task, carried, unmet=unmet, file_time=file_time)
        self._conclude(final, task)

    def _conclude(self, carried: Carried, task: Task | None = None) -> None:
        if carried.code or not self.settings.parallel:
            self.code = carried.code
        self.on_carried(carried)
        if task is not None:
            try:
                tell(task, carried, self.streams, now=self.world.clock())
            except Stop as stop:
                self.code = stop.code
                self.over = isinstance(stop, Gone)
        self.over = self.over or carried.code in FATAL or bool(carried.code and self.settings.fail_early)
