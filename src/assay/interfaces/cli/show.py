"""`assay show`: one exchange of the history, readable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from assay.interfaces.cli.numbers import NUMBER, SETTINGS
from assay.model.errors import Exit, InputError

if TYPE_CHECKING:
    from assay.model.http import Response
    from assay.record.history.entry import Entry
    from assay.report.style import Style

EXAMPLES = """\b
Examples:
  assay show last
  assay show 12 --body > answer.json
  assay show -2 --curl
"""
PARTS = ("request", "response", "body", "json", "curl")
PLAIN_WIDTH = 100


@click.command("show", epilog=EXAMPLES, short_help="one exchange of the history, readable", context_settings=SETTINGS)
@click.argument("number", type=NUMBER, metavar="N")
@click.option("--request", "part", flag_value="request", help="Only what was sent.")
@click.option("--response", "part", flag_value="response", help="Only the answer.")
@click.option("--body", "part", flag_value="body", help="Only the answer's body; into a pipe or file as it came.")
@click.option("--json", "part", flag_value="json", help="All of it as one JSON object.")
@click.option("--curl", "part", flag_value="curl", help="The curl command that sends it again, secrets masked.")
@click.option("--no-pager", is_flag=True, help="Never page a long answer.")
@click.option("--config", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(number: int, part: str | None, no_pager: bool, config: str | None, color: str) -> int:
    """Show the exchange with this number in `assay history`; `last`, -1, -2 … count from the newest."""
    from assay.app.history.finding import home_at
    from assay.interfaces.cli.pager import show
    from assay.interfaces.cli.streams import Output
    from assay.interfaces.cli.terminal import style, tell
    from assay.record.history.history import History

    with History(home_at(config)) as history:
        tell(history.notes)
        entry = history.entry(number)
    if part == "body" and not sys.stdout.isatty():
        raw(answered(entry).body)
    else:
        out = Output(sys.stdout)
        show(list(lines(entry, part, style(color, sys.stdout))), out, paged=not no_pager)
        out.finish()
    return Exit.CLEAN


def lines(entry: Entry, part: str | None, style: Style) -> Iterator[str]:
    """The part that was asked for."""

    from assay.app.history import showing
    from assay.interfaces.cli.terminal import json_text, width
    from assay.report.answer import body_lines
    from assay.report.curl import curl

    columns = width(sys.stdout) or PLAIN_WIDTH
    if part == "request":
        yield from showing.request_lines(entry, style)
    elif part == "response":
        yield from showing.response_lines(entry, style, columns)
    elif part == "body":
        yield from body_lines(answered(entry), style)
    elif part == "json":
        yield json_text(showing.facts(entry))
    elif part == "curl":
        if entry.first is None:
            raise InputError(f"number {entry.n} never left, so there is no request to write down")
        yield curl(entry.first, multiline=True)
    else:
        yield from showing.whole(entry, style, columns)


def raw(body: bytes) -> None:
    """The body as it came, but for the stand-ins of secrets."""
    from assay.interfaces.cli.streams import mute

    try:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        mute(sys.stdout)


def answered(entry: Entry) -> Response:
    """The answer. Raises InputError where there is none."""
    if entry.response is None:
        raise InputError(f"number {entry.n} has no answer, so there is no body")
    return entry.response
