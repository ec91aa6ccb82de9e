"""Runs a collection for a person: console and progress while it goes on, reports and exports after it, a verdict."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import TextIO

from assay.app.exports import export_all
from assay.app.options import Report, RunOptions
from assay.app.outputs import attempt, target, write
from assay.app.preparing import Prepared, prepare
from assay.app.reporters import CONSOLE, default_file, planned, speaks_live
from assay.app.run import Finished, Interrupt, execute
from assay.app.verdict import verdict
from assay.interfaces.cli.progress import Progress
from assay.interfaces.cli.streams import Output, finishing
from assay.interfaces.cli.terminal import colored
from assay.model.errors import Exit
from assay.model.event import Record
from assay.record.order import Line
from assay.report.clean import block
from assay.report.console import Console, ConsoleOptions
from assay.report.fold import Records
from assay.report.kinds import KINDS
from assay.report.probed import is_probe, probed
from assay.report.probing.console import told
from assay.report.style import Style
from assay.report.tally import Tally


class Screen:
    """What a person sees while the run goes on. Counts everything, whatever is shown."""

    def __init__(self, options: RunOptions, out: Output, err: TextIO) -> None:
        self.tally = Tally()
        self.out = out
        self.console = Console(console_options(options, out.stream)) if speaks_live(options) else None
        self.progress = Progress(err, shown=err.isatty() and not options.silent and not options.quiet)
        self.line = Line()

    def feed(self, record: Record) -> None:
        """Take in one record, from whichever lane."""
        self.tally.add(record.event)
        for ordered in self.line.feed(record):
            self.show(ordered)
        self.progress.feed(record)

    def show(self, record: Record) -> None:
        """One record whose turn it is."""
        text = self.console.feed(record) if self.console else ""
        if text:
            self.progress.clear()
            self.out.write(text)

    def finish(self) -> None:
        """The end of the console's report."""
        for record in self.line.rest():
            self.show(record)
        self.progress.clear()
        if self.console:
            self.out.write(self.console.finish())
            self.out.flush()


def console_options(options: RunOptions, out: TextIO) -> ConsoleOptions:
    """Newman's options of the cli reporter, and what the terminal can show."""
    given = {**options.reporter.get("", {}), **options.reporter.get("cli", {})}

    def flag(name: str) -> bool:
        return bool(given.get(name)) and given.get(name) not in ("false", "0")

    return ConsoleOptions(
        silent=flag("silent"),
        show_timestamps=flag("showTimestamps"),
        no_summary=flag("noSummary"),
        no_failures=flag("noFailures"),
        no_assertions=flag("noAssertions"),
        no_success_assertions=flag("noSuccessAssertions") or options.quiet,
        no_console=flag("noConsole"),
        no_banner=flag("noBanner") or options.quiet,
        verbose=options.verbose,
        color=colored(options.color, out),
        unicode=not options.disable_unicode and "utf" in (out.encoding or "").lower(),
    )


def run_collection(options: RunOptions) -> int:
    """The whole of `assay run`; returns the exit code."""
    reports = planned(options)
    prepared = prepare(options)
    for warning in prepared.warnings:
        tell(f"warning: {warning}")
    interrupt = Interrupt()
    out = Output(sys.stdout, interrupt)
    screen = Screen(options, out, sys.stderr)
    finished = execute(prepared, (screen.feed,), interrupt=interrupt)
    with finishing() as asked_to_end:
        screen.finish()
        if finished.problem:
            tell(f"warning: {finished.problem}")
        problems = attempt(partial(write_report, report, options, finished.records, out) for report in reports)
        problems += export_all(prepared, finished)
        out.flush()
        code = conclude(prepared, screen.tally, finished, [*problems, *filter(None, [out.problem])])
    return Exit.INTERRUPTED if asked_to_end() else code


def conclude(prepared: Prepared, tally: Tally, finished: Finished, problems: list[str]) -> int:
    """The exit code, with the sentences that the reports do not hold. A report that is missing is never clean."""
    options = prepared.options
    over = options.max_time is not None and options.max_time == prepared.max_seconds
    code, why = verdict(options, tally, finished.ending, out_of_max_time=over)
    for complaint in filter(None, [*problems, why]):
        tell(f"error: {complaint}")
    return Exit.USAGE if problems and code == Exit.CLEAN else code


def write_report(report: Report, options: RunOptions, records: Records, out: Output) -> None:
    """One report, from the records of a run to where it was asked for."""
    chunks = report_text(report, options, records)
    if report.path is None:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
    else:
        write(target(report.path or None, default_file(report.kind), now=time.time()), chunks)


def report_text(report: Report, options: RunOptions, records: Records) -> Iterator[str]:
    """A report in pieces."""
    if report.kind == CONSOLE:
        return console_text(options, records, to_terminal=report.path is None)
    return KINDS[report.kind].fold()(records)


def console_text(options: RunOptions, records: Records, *, to_terminal: bool) -> Iterator[str]:
    """The console's report of a run that is over; colour only where the terminal shows it."""
    chosen = console_options(options, sys.stdout)
    if not to_terminal:
        chosen = ConsoleOptions(verbose=chosen.verbose)
    if is_probe(records):
        style = Style(color=chosen.color, unicode=chosen.unicode)
        yield from (style.paint(style.fit(text), paint) + "\n" for paint, text in told(probed(records)))
        return
    console = Console(chosen)
    for record in records():
        yield console.feed(record)
    yield console.finish()


def tell(text: str) -> None:
    """A sentence beside the results, if anybody is there to read it."""
    Output(sys.stderr).write(block(text) + "\n")
