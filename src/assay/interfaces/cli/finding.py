"""A run that ends in findings, for a person: progress while it goes on, findings and reports after it, an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from assay.app.options import RunOptions
from assay.app.outputs import attempt
from assay.app.reporters import from_report
from assay.app.run import EndingWord, Interrupt
from assay.interfaces.cli.progress import Progress
from assay.interfaces.cli.running import tell, write_report
from assay.interfaces.cli.streams import Output, finishing
from assay.interfaces.cli.terminal import colored
from assay.model.errors import Exit
from assay.model.event import Record
from assay.model.finding import Finding
from assay.record.log import LogWriter
from assay.report.fold import Records
from assay.report.probed import Probed
from assay.report.probing.console import told
from assay.report.style import Style
from assay.runtime.recorder import Sink


class Done(Protocol):
    """A run that is over."""

    @property
    def ending(self) -> EndingWord:
        """How it ended."""
        ...

    @property
    def error(self) -> str:
        """Why it did not come to its end; empty where it did."""
        ...

    @property
    def written(self) -> LogWriter:
        """Its log."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it found."""
        ...


D = TypeVar("D", bound=Done)
Execute = Callable[[tuple[Sink, ...], Interrupt], D]
"""Carries the run out, and tells the sinks of each event."""
Extra = Callable[[Records], None]
"""What is written beside the reports, from the log."""


def code_of(done: Done, _: Probed, *, is_unwritten: bool) -> Exit:
    """The exit code of a run in which what does not gate only reports."""
    if done.ending == "interrupted":
        return Exit.INTERRUPTED
    if is_unwritten:
        return Exit.USAGE
    if any(one.gates for one in done.findings):
        return Exit.FINDINGS
    return Exit.CLEAN if done.ending == "finished" else Exit.INCOMPLETE


def carried(
    ready: Callable[[], Execute[D]], reports: tuple[str, ...], *, quiet: bool, color: str, extra: Extra | None = None,
    code: Callable[..., Exit] = code_of,
) -> int:  # fmt: skip
    """The whole of it; returns the exit code.

    `ready` reads and checks what was asked for, once the reports are known to be good. `code` is given the run that is
    over, what was gathered of it, and whether something could not be written.
    """
    wanted = [from_report(text) for text in reports]
    execute = ready()
    interrupt = Interrupt()
    out = Output(sys.stdout, interrupt)
    probed = Probed()
    progress = Progress(sys.stderr, shown=sys.stderr.isatty() and not quiet)

    def feed(record: Record) -> None:
        probed.feed(record)
        progress.feed(record)

    done = execute((feed,), interrupt)
    with finishing() as asked_to_end:
        progress.clear()
        if not any(one.path is None for one in wanted):
            style = Style(color=colored(color, sys.stdout), unicode="utf" in (sys.stdout.encoding or "").lower())
            for paint, text in told(probed):
                out.write(style.paint(style.fit(text), paint) + "\n")
        asked = RunOptions(color=color)
        problems = attempt(partial(write_report, one, asked, done.written.records, out) for one in wanted)
        problems += attempt([partial(extra, done.written.records)] if extra is not None else [])
        failure = done.error if done.ending == "failed" else None
        for problem in filter(None, [failure, *problems, done.written.problem, out.problem]):
            tell(f"error: {problem}")
        out.flush()
        result = code(done, probed, is_unwritten=bool(problems))
    return Exit.INTERRUPTED if asked_to_end() else result


def added(count: int, file: object, untold: int, why: str) -> None:
    """Tell of tests that were written, and of findings that a test cannot show."""
    if count or untold:
        more = f"; {untold} findings are more than {why}" if untold else ""
        tell(f"{count} tests were added to {file}{more}")
