"""`assay report`: any report of a past run, from its log."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from assay.model.errors import Exit

EXAMPLES = """\b
Examples:
  assay report .assay/log/20261124-081530-4fd2aa.jsonl
  assay report run.jsonl --report html=report.html --report junit=report.xml
"""


@click.command("report", epilog=EXAMPLES, short_help="any report of a past run, from its log")
@click.argument("log", type=click.Path(path_type=Path))
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="KIND[=PATH]",
    help="console, json, junit, html, markdown, sarif, ctrf, pytest, github; without a path to standard output; "
    "repeatable.  [console]",
)
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
@click.option("--verbose", is_flag=True, help="Show headers, bodies and the phases of each request.")
def command(log: Path, reports: tuple[str, ...], color: str, verbose: bool) -> int:
    """Make reports of a run from its event LOG, also of one that was cut short."""
    from assay.app.options import RunOptions
    from assay.app.outputs import attempt
    from assay.app.reporters import from_report
    from assay.interfaces.cli.running import tell, write_report
    from assay.interfaces.cli.streams import Output
    from assay.record.log import read
    from assay.record.order import ordered

    options = RunOptions(color=color, verbose=verbose)
    wanted = [from_report(text) for text in reports or ("console",)]
    out = Output(sys.stdout)
    problems = attempt(partial(write_report, one, options, lambda: ordered(read(log)), out) for one in wanted)
    for problem in filter(None, dict.fromkeys([*problems, out.problem])):
        tell(f"error: {problem}")
    return Exit.USAGE if problems or out.problem else Exit.CLEAN
