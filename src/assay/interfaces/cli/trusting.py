"""Doubts tests for a person: progress while it goes on, the score, findings and reports after it, a verdict."""

from __future__ import annotations

import sys
from functools import partial

from assay.app.options import RunOptions
from assay.app.outputs import attempt
from assay.app.reporters import from_report
from assay.app.run import Interrupt
from assay.app.saving.document import Document
from assay.app.trusting.fixing import document_of, write_fixed
from assay.app.trusting.options import WeakOptions
from assay.app.trusting.weak import Weak, check, weak
from assay.interfaces.cli.progress import Progress
from assay.interfaces.cli.running import tell, write_report
from assay.interfaces.cli.streams import Output, finishing
from assay.interfaces.cli.terminal import colored
from assay.model.errors import Exit
from assay.report.probed import Probed
from assay.report.probing.console import told
from assay.report.style import Style


def doubt(options: WeakOptions, reports: tuple[str, ...], *, quiet: bool, color: str) -> int:
    """The whole of `assay trust weak`; returns the exit code."""
    wanted = [from_report(text) for text in reports]
    check(options)
    document = document_of(options.collection) if options.fix else None
    interrupt = Interrupt()
    out = Output(sys.stdout, interrupt)
    probed = Probed()
    progress = Progress(sys.stderr, shown=sys.stderr.isatty() and not quiet)
    try:
        done = weak(options, (probed.feed,), interrupt, progress.stage)
    finally:
        progress.clear()
    with finishing() as asked_to_end:
        if not any(one.path is None for one in wanted):
            style = Style(color=colored(color, sys.stdout), unicode="utf" in (sys.stdout.encoding or "").lower())
            for paint, text in told(probed):
                out.write(style.paint(style.fit(text), paint) + "\n")
        asked = RunOptions(color=color)
        problems = attempt(partial(write_report, one, asked, done.written.records, out) for one in wanted)
        if document is not None and done.ending == "finished":
            problems += attempt([partial(_fix, document, done, options, quiet=quiet)])
        for problem in filter(None, [*problems, done.written.problem, out.problem]):
            tell(f"error: {problem}")
        out.flush()
    if asked_to_end() or done.ending == "interrupted":
        return Exit.INTERRUPTED
    return Exit.USAGE if problems else _verdict(probed)


def _verdict(probed: Probed) -> Exit:
    return {"clean": Exit.CLEAN, "findings": Exit.FINDINGS}.get(probed.verdict, Exit.INCOMPLETE)


def _fix(document: Document, done: Weak, options: WeakOptions, *, quiet: bool) -> None:
    """The mended collection, and what became of it."""
    if not done.mended:
        tell("nothing is to be mended: no assertion closes a gap")
        return
    written = write_fixed(document, done.prepared.suite, done.mended, options.out)
    kept = f"; the original is {written.kept}" if written.kept else ""
    lost = f"; {written.skipped:,} have no request in the file" if written.skipped else ""
    if not quiet:
        score = f"{done.score_after:.1f}"
        tell(
            f"{written.path}: {written.added:,} assertions added, each proven: the score becomes {score} %{kept}{lost}"
        )
