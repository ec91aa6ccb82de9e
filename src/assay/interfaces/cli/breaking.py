"""Breaks for a person: the tests of findings are written beside the reports, and faults can be listed."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from assay.app.breaking.options import BreakOptions
from assay.app.breaking.running import Broken, execute, ready
from assay.app.breaking.troubles import catalogue
from assay.interfaces.cli.finding import Execute, added, carried
from assay.model.errors import Exit
from assay.report.fold import Records


def break_all(options: BreakOptions, reports: tuple[str, ...], *, quiet: bool, color: str) -> int:
    """The whole of `assay break`; returns the exit code."""
    extra = partial(_write_tests, options.tests, quiet=quiet) if options.tests is not None else None
    return carried(partial(_ready, options), reports, quiet=quiet, color=color, extra=extra)


def _ready(options: BreakOptions) -> Execute[Broken]:
    return partial(execute, ready(options))


def _write_tests(folder: str, records: Records, *, quiet: bool) -> None:
    """The tests, and what became of them."""
    from assay.app.breaking.tests import FILE, write_tests

    count, untold = write_tests(records, Path(folder))
    if not quiet:
        added(count, Path(folder) / FILE, untold, "one test can show")


def list_all(options: BreakOptions) -> int:
    """Every fault that is asked for, with what it does; nothing is sent."""
    rows = catalogue(options)
    width = max((len(name) for name, _, _ in rows), default=0)
    for name, phase, summary in rows:
        sys.stdout.write(f"{name:{width}}  {phase:9} {summary}\n")
    return Exit.CLEAN
