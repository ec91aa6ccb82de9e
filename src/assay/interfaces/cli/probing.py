"""Probes for a person: the exit code knows of coverage, and the tests of findings are written beside the reports."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from assay.app.probing.options import ProbeOptions
from assay.app.probing.preparing import prepare
from assay.app.probing.probing import Probed as Done
from assay.app.probing.probing import execute
from assay.app.probing.verdict import verdict
from assay.app.run import Interrupt
from assay.interfaces.cli.finding import Execute, added, carried
from assay.model.errors import Exit
from assay.report.fold import Records
from assay.report.probed import Probed
from assay.runtime.recorder import Sink


def probe(options: ProbeOptions, reports: tuple[str, ...], *, quiet: bool, color: str) -> int:
    """The whole of `assay probe`; returns the exit code."""
    extra = partial(_write_tests, options.tests, quiet=quiet) if options.tests is not None else None
    return carried(partial(_ready, options), reports, quiet=quiet, color=color, extra=extra, code=_code)


def _ready(options: ProbeOptions) -> Execute[Done]:
    prepared = prepare(options)

    def run(sinks: tuple[Sink, ...], interrupt: Interrupt) -> Done:
        return execute(prepared, sinks, interrupt=interrupt)

    return run


def _code(done: Done, probed: Probed, *, is_unwritten: bool) -> Exit:
    """That of the findings; too little coverage is a finding, too."""
    code = Exit.USAGE if is_unwritten else verdict(done)
    is_short = probed.is_short_of_coverage and code in (Exit.CLEAN, Exit.INCOMPLETE)
    return Exit.FINDINGS if is_short else code


def _write_tests(folder: str, records: Records, *, quiet: bool) -> None:
    """The tests, and what became of them."""
    from assay.app.probing.tests import FILE, write_tests

    count, untold = write_tests(records, Path(folder), None)
    if not quiet:
        added(count, Path(folder) / FILE, untold, "a request and its answer can show")
