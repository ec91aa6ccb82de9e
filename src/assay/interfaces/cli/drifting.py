"""Compares environments for a person: progress while it goes on, findings and reports after it, a verdict."""

from __future__ import annotations

import sys
from functools import partial

from assay.app.options import RunOptions
from assay.app.outputs import attempt
from assay.app.reporters import from_report
from assay.app.run import Interrupt
from assay.app.trusting.drift import execute, ready
from assay.app.trusting.drift_options import DriftOptions
from assay.interfaces.cli.progress import Progress
from assay.interfaces.cli.running import tell, write_report
from assay.interfaces.cli.streams import Output, finishing
from assay.interfaces.cli.terminal import colored
from assay.model.errors import Exit
from assay.model.event import Record
from assay.report.probed import Probed
from assay.report.probing.console import told
from assay.report.style import Style


def compare(options: DriftOptions, reports: tuple[str, ...], *, quiet: bool, color: str) -> int:
    """The whole of `assay trust drift`; returns the exit code."""
    wanted = [from_report(text) for text in reports]
    prepared = ready(options)
    interrupt = Interrupt()
    out = Output(sys.stdout, interrupt)
    probed = Probed()
    progress = Progress(sys.stderr, shown=sys.stderr.isatty() and not quiet)

    def feed(record: Record) -> None:
        probed.feed(record)
        progress.feed(record)

    done = execute(prepared, (feed,), interrupt)
    with finishing() as asked_to_end:
        progress.clear()
        if not any(one.path is None for one in wanted):
            style = Style(color=colored(color, sys.stdout), unicode="utf" in (sys.stdout.encoding or "").lower())
            for paint, text in told(probed):
                out.write(style.paint(style.fit(text), paint) + "\n")
        asked = RunOptions(color=color)
        problems = attempt(partial(write_report, one, asked, done.written.records, out) for one in wanted)
        failure = done.error if done.ending == "failed" else None
        for problem in filter(None, [failure, *problems, done.written.problem, out.problem]):
            tell(f"error: {problem}")
        out.flush()
    if asked_to_end() or done.ending == "interrupted":
        return Exit.INTERRUPTED
    if problems:
        return Exit.USAGE
    if any(one.gates for one in done.findings):
        return Exit.FINDINGS
    return Exit.CLEAN if done.ending == "finished" else Exit.INCOMPLETE
