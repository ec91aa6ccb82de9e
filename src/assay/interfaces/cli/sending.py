"""Sends the jobs of a curl command for a person: answers shown as they come, warnings beside them, reports after."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from assay.app.exploring.explore import Explored, explore
from assay.interfaces.cli.answering import AnswerScreen
from assay.interfaces.cli.streams import Output
from assay.model.errors import Exit
from assay.model.transfer import Job, OptionValue
from assay.report.clean import line
from assay.runtime.curl.streams import Streams, redirected

if TYPE_CHECKING:
    from assay.app.exploring.options import ExploreOptions


def send(
    jobs: Iterable[Job],
    settings: Mapping[str, OptionValue],
    options: ExploreOptions,
    *,
    warnings: Sequence[str] = (),
    command: str = "curl",
    secrets: tuple[str, ...] = (),
    parent: str | None = None,
) -> int:
    """The exit code. `warnings` may grow while the jobs are walked; with -s none is told."""
    reports = planned(options)
    reading = sys.stdout.isatty() and not options.quiet
    streams = redirected(standard(reading), stderr if isinstance(stderr := settings.get("stderr"), str) else None)
    out, err = Output(sys.stdout), Output(text_of(streams))
    screen = AnswerScreen(options, settings, out, err, reading=reading)
    known = () if screen.silent else tuple(warnings)
    warn(err, known)
    explored = explore(
        screen.watched(jobs), settings, options, streams, screen, command=command, secrets=secrets, parent=parent
    )
    warn(err, (*explored.warnings, *(() if screen.silent else warnings[len(known) :])))
    if err.stream not in (sys.stdout, sys.stderr):
        err.stream.close()
    return reported(options, reports, explored, out) or explored.exit


def standard(reading: bool) -> Streams:
    """The streams of this process; `reading`: a person reads standard output."""
    return Streams(
        sys.stdin.buffer if sys.stdin else None,
        sys.stdout.buffer,
        sys.stderr.buffer,
        out_is_terminal=reading,
        err_is_terminal=sys.stderr.isatty(),
    )


def text_of(streams: Streams) -> TextIO:
    """Where sentences go: standard error, or what --stderr says."""
    for known in (sys.stderr, sys.stdout):
        if streams.stderr is known.buffer:
            return known
    from io import TextIOWrapper

    return TextIOWrapper(streams.stderr, encoding="utf-8", errors="backslashreplace", write_through=True)


def warn(err: Output, warnings: Iterable[str]) -> None:
    """Sentences beside the results."""
    for warning in warnings:
        err.write(f"warning: {line(warning)}\n")


def planned(options: ExploreOptions) -> list[str]:
    """The reports that were asked for. Raises UsageError for one that nobody knows."""
    if options.report:
        from assay.app.reporters import from_report

        for text in options.report:
            from_report(text)
    return list(options.report)


def reported(options: ExploreOptions, reports: list[str], explored: Explored, out: Output) -> int:
    """Write the reports; USAGE where one could not be."""
    if not reports or explored.records is None:
        return 0
    from functools import partial

    from assay.app.options import RunOptions
    from assay.app.outputs import attempt
    from assay.app.reporters import from_report
    from assay.interfaces.cli.running import tell, write_report

    chosen = RunOptions(color=options.color)
    problems = attempt(partial(write_report, from_report(text), chosen, explored.records, out) for text in reports)
    for problem in problems:
        tell(f"error: {problem}")
    return Exit.USAGE if problems and explored.exit == Exit.CLEAN else 0
