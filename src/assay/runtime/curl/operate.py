"""A command's jobs carried out, one after another or side by side, and curl's number for the whole of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from assay.model.transfer import INTERRUPTED, Carried, Job, OptionValue
from assay.runtime.curl.authenticating import conversation, unreachable
from assay.runtime.curl.finishing import judged, settled, tell, tell_cookies
from assay.runtime.curl.given import Settings
from assay.runtime.curl.heads import Write
from assay.runtime.curl.streams import Gone, Streams
from assay.runtime.curl.task import Listening, Meter, Task
from assay.transport.curl.libcurl import ABORTED, FAILED_INIT, TIMED_OUT
from assay.transport.curl.refused import Refused, Stop
from assay.transport.curl.report import refused
from assay.transport.curl.running import KEPT, Running, Surroundings
from assay.transport.curl.sender import Ended, Sender

if TYPE_CHECKING:
    from assay.runtime.curl.trace import Trace
    from assay.runtime.curl.verbose import Verbose

KEPT_IN_ALL = 64 << 20
"""Bytes of all bodies under way that are kept for reading."""
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
    chance: Callable[[], bytes] = lambda: os.urandom(8)
    """8 random bytes."""


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
    tells errors, and how far a transfer came that a KeyboardInterrupt ends: nothing here writes curl's error line. On a
    terminal the body is not written but handed to `terminal_body` as it arrives, where there is one; `Carried` keeps
    the first 8 MB of it. `meter` is told how far each transfer has come.

    Raises InputError for a --trace file that cannot be written, and what `jobs`, `on_carried` and a signal raise.
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
        self.debug: Verbose | Trace | None = None
        if settings.shows_work:
            from assay.runtime.curl.verbose import listener

            self.debug = listener(settings, streams, world.clock)
        self.shared = Listening(streams, terminal_body=terminal_body, debug=self.debug, meter=meter)
        self.around = Surroundings(
            monotonic=world.monotonic,
            clock=world.clock,
            ids=world.ids,
            environment=world.environment,
            standard_input=streams.stdin,
            consent=world.consent,
        )
        self.most = settings.most_at_once if settings.parallel else 1
        self.later: list[Task] = []
        self.running: dict[int, Task] = {}
        self.ended: list[tuple[Task, Carried, Ended]] = []
        """Jobs whose last attempt is over, not told yet."""
        self.notes: list[str] = []
        self.number = 0
        self.begun = 0.0
        self.code = 0
        self.over = False

    def run(self, jobs: Iterable[Job]) -> int:
        try:
            self._carry(iter(jobs))
        finally:
            if self.debug is not None:
                self.debug.close()
        return self.code

    def _carry(self, waiting: Iterator[Job]) -> None:
        settings = self.settings
        for name in settings.left_out:
            self._note(f"Warning: --{name} is left out: assay has nothing like it")
        multiplexed = settings.parallel and not settings.at_once
        with Sender(self.world.monotonic, multiplexed=multiplexed, most_a_host=settings.most_a_host) as sender:
            try:
                self._go_on(sender, waiting)
            except KeyboardInterrupt:
                self._give_up(sender)
                raise

    def _go_on(self, sender: Sender, waiting: Iterator[Job]) -> None:
        while not self.over:
            self._fill(sender, waiting)
            if self.running:
                with sender.interrupts.held():  # a signal before it stands in the books would lose what ended
                    for ended in sender.step():
                        self._book(ended)
                self._settle()
            elif self.later:
                self.world.sleep(max(0.0, min(task.due for task in self.later) - self.world.monotonic()))
            elif not self.over:
                break

    def _give_up(self, sender: Sender) -> None:
        """What was under way is told as far as it has come: an endless stream ends with Ctrl-C, and was seen."""
        self._settle()
        for ended in sender.give_up(INTERRUPTED):
            task = self.running.pop(id(ended.running), None)
            ended.running.close()
            if task is not None:
                task.exchanges += ended.carried.exchanges
                self.on_carried(settled(task, ended.carried, unmet=True, file_time=-1))
        for task in self.later:
            if task.exchanges:
                told = Carried(transfer=task.job.transfer, code=ABORTED, error=INTERRUPTED)
                self.on_carried(settled(task, told, unmet=True, file_time=-1))

    def _fill(self, sender: Sender, waiting: Iterator[Job]) -> None:
        """Begin what is due, as far as there is room."""
        now = self.world.monotonic()
        for due in [task for task in self.later if task.due <= now][: self.most - len(self.running)]:
            self.later.remove(due)
            self._start(sender, due)
        while len(self.running) < self.most and not self.over and not (self.later and self.most == 1):
            job = next(waiting, None)
            if job is None:
                return
            task = self._task(job)
            if task is not None:
                self._pace()
                self._start(sender, task)

    def _pace(self) -> None:
        """--rate: so many seconds after the one before."""
        now = self.world.monotonic()
        if self.settings.apart and self.most == 1 and self.number > 1:
            self.world.sleep(max(0.0, self.begun + self.settings.apart - now))
            now = self.world.monotonic()
        self.begun = now

    def _task(self, job: Job) -> Task | None:
        number, self.number = self.number, self.number + 1
        try:
            unreachable(job.transfer)
            talk = conversation(job.transfer, chance=self.world.chance, clock=self.world.clock)
            task = Task(job, self.shared, began=self.world.monotonic(), number=number, conversation=talk)
        except Refused as refusal:
            self._conclude(refused(job.transfer, refusal, self.around))
            return None
        if task.asked.flag("xattr"):
            self._note("Warning: --xattr is left out: assay writes no extended attributes")
        if task.skipped:
            task.close()
            self._note(f"Note: {task.asked.text('output')} is there already, so {job.transfer.url} is skipped")
            return None
        return task

    def _start(self, sender: Sender, task: Task) -> None:
        try:
            one = Running(
                task.transfer,
                task.output,
                task,
                self.around,
                sender.interrupts,
                resume=task.resume,
                keep=min(KEPT, KEPT_IN_ALL // self.most),
            )
        except Refused as refusal:
            carried = refused(task.job.transfer, refusal, self.around)
            task.exchanges += carried.exchanges
            self._finish(task, carried)
            return
        self.running[id(one)] = task
        sender.add(one)

    def _settle(self) -> None:
        """Tell what the books say."""
        while self.notes:
            self._note(self.notes.pop(0))
        while self.ended:
            self._finish(*self.ended.pop(0))

    def _book(self, ended: Ended) -> None:
        """Whether this was the last attempt of its job, or another one is due."""
        task = self.running.pop(id(ended.running))
        ended.running.close()
        carried = judged(task, ended.carried)
        task.exchanges += carried.exchanges
        stopped = ended.running.stopped
        self.over = self.over or isinstance(stopped, Gone)
        if stopped is None and task.conversation is not None and task.conversation.turn():
            self.later.append(task)
            return
        now = self.world.monotonic()
        again = task.retries.next(carried, now=now, errno_seen=ended.system, retry_after=ended.retry_after)
        if again is None or (stopped is not None and stopped.code != TIMED_OUT):
            self.ended.append((task, carried, ended))
            return
        wait, why = again
        left = task.retries.left
        tries = "1 try is" if left == 1 else f"{left or 'no'} tries are"
        task.take_back()
        task.due = now + wait
        self.later.append(task)
        self.notes.append(f"Warning: {why}; trying again in {wait:g} s, after which {tries} left")

    def _finish(self, task: Task, carried: Carried, ended: Ended | None = None) -> None:
        unmet = ended is None or ended.unmet
        final = settled(task, carried, unmet=unmet, file_time=ended.file_time if ended else -1)
        self._conclude(final)
        try:
            tell(task, final, self.streams, now=self.world.clock())
            tell_cookies(task, ended.cookies if ended else (), self.streams)
        except Stop as stop:
            self.code = stop.code
            self.over = isinstance(stop, Gone)

    def _conclude(self, carried: Carried) -> None:
        if carried.code or not self.settings.parallel:
            self.code = carried.code
        self.on_carried(carried)
        self.over = self.over or carried.code in FATAL or bool(carried.code and self.settings.fail_early)

    def _note(self, text: str) -> None:
        if not self.settings.silent:
            self.streams.tell(text)
