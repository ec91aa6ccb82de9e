"""`assay compare`: what differs between two answers of the history."""

from __future__ import annotations

import sys

import click

from assay.interfaces.cli.numbers import NUMBER, SETTINGS
from assay.model.errors import Exit

EXAMPLES = """\b
Examples:
  assay compare 12 15
  assay compare -2 -1 --ignore-order --ignore-volatile
  assay compare 12 15 --ignore '/items/*/updated_at' --ignore etag

\b
Exit code: 0 the same, 1 different.
"""


@click.command("compare", epilog=EXAMPLES, short_help="what differs between two answers", context_settings=SETTINGS)
@click.argument("before", type=NUMBER, metavar="N")
@click.argument("after", type=NUMBER, metavar="M")
@click.option("--ignore-order", is_flag=True, help="Arrays (and lines of text) hold the same in any order.")
@click.option(
    "--ignore",
    metavar="PATH",
    multiple=True,
    help="A JSON Pointer with * for any name or index, or a bare name of fields and headers; repeatable.",
)
@click.option("--ignore-volatile", is_flag=True, help="Moments, UUIDs, tokens and ids that are others each time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--no-pager", is_flag=True, help="Never page a long list.")
@click.option("--config", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(
    before: int,
    after: int,
    ignore_order: bool,
    ignore: tuple[str, ...],
    ignore_volatile: bool,
    as_json: bool,
    no_pager: bool,
    config: str | None,
    color: str,
) -> int:
    """Compare the answers of two entries: status, headers, and the body by its type. Headers that change each time,
    such as Date and ETag, do not count."""
    from assay.app.history.comparing import Compared, facts, told
    from assay.app.history.finding import home_at
    from assay.contract.comparison import Rules
    from assay.interfaces.cli.pager import show
    from assay.interfaces.cli.streams import Output
    from assay.interfaces.cli.terminal import json_text, style, tell
    from assay.record.history.history import History

    with History(home_at(config)) as history:
        tell(history.notes)
        first, second = history.entry(before), history.entry(after)
    rules = Rules(ignore_order=ignore_order, ignore=ignore, ignore_volatile=ignore_volatile)
    found = Compared(first, second, rules)
    lines = [json_text(facts(found))] if as_json else told(found, style(color, sys.stdout))
    out = Output(sys.stdout)
    show(list(lines), out, paged=not no_pager)
    out.finish()
    return Exit.CLEAN if found.same else Exit.FINDINGS
