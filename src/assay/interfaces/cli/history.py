"""`assay history`: what was sent by hand, found by filter and by word."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from assay.model.errors import Exit, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from assay.record.history.history import History
    from assay.record.history.wanted import Wanted

EXAMPLES = """\b
Examples:
  assay history --last 20
  assay history --status 4xx --since 10:00
  assay history --host api.shop.example --path '/v1/orders/*' --method POST
  assay history --search '"out of stock"'
"""
FEW = 50
"""Entries on a terminal that asked for no number."""


@click.command("history", epilog=EXAMPLES, short_help="what was sent by hand, looked up")
@click.option("--search", metavar="TEXT", default="", help='Words in URL, headers or bodies; "in quotes" together.')
@click.option("--status", "statuses", metavar="4xx", multiple=True, help="404, 4xx or unanswered; repeatable.")
@click.option("--method", metavar="NAME", default="", help="GET, POST, …")
@click.option("--host", metavar="GLOB", default="", help="The host, with or without its port.")
@click.option("--path", metavar="GLOB", default="", help="The path; * crosses slashes.")
@click.option("--since", metavar="TIME", help="From then on: 10:00, 2h (ago), 2026-11-24.")
@click.option("--until", metavar="TIME", help="Before then.")
@click.option("--last", metavar="N", type=click.IntRange(min=1), help="Only the newest N.  [50 on a terminal]")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, an object for each.")
@click.option("--clear", is_flag=True, help="Delete all of it; asks on a terminal.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@click.option("--config", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(
    search: str,
    statuses: tuple[str, ...],
    method: str,
    host: str,
    path: str,
    since: str | None,
    until: str | None,
    last: int | None,
    as_json: bool,
    clear: bool,
    yes: bool,
    config: str | None,
    color: str,
) -> int:
    """List the exchanges that were sent by hand, the newest last. `assay show N` shows one, `assay again N` sends it
    again, `assay compare N M` holds two answers against each other."""
    from datetime import datetime

    from assay.app.history.finding import home_at
    from assay.app.history.moments import moment
    from assay.interfaces.cli.terminal import tell
    from assay.record.history.history import History
    from assay.record.history.wanted import Wanted

    now = datetime.now().astimezone()
    wanted = Wanted(
        search=search,
        statuses=tuple(one for status in statuses for one in status.split(",") if one),
        method=method,
        host=host,
        path=path,
        since=moment(since, now) if since is not None else None,
        until=moment(until, now, "--until") if until is not None else None,
        last=last,
    )
    with History(home_at(config)) as history:
        tell(history.notes)
        if clear:
            return cleared(history, yes)
        listed(history, wanted, as_json, color, now)
    return Exit.CLEAN


def listed(history: History, wanted: Wanted, as_json: bool, color: str, now: datetime) -> None:
    """The entries on standard output."""

    from assay.app.history.listing import facts, table
    from assay.interfaces.cli.streams import Output
    from assay.interfaces.cli.terminal import json_text, style, tell, width

    rows = history.rows(wanted)
    out = Output(sys.stdout)
    if as_json:
        out.write(json_text([facts(row) for row in rows]) + "\n")
    else:
        shown = rows[-FEW:] if wanted.last is None and sys.stdout.isatty() else rows
        out.write("".join(f"{line}\n" for line in table(shown, style(color, sys.stdout), width(sys.stdout), now)))
        tell(beside(len(rows), len(shown), wanted))
    out.finish()


def beside(count: int, shown: int, wanted: Wanted) -> list[str]:
    """What is said of a table that is empty or cut."""
    if count == 0:
        filtered = any(getattr(wanted, name) not in ("", (), None) for name in wanted.__struct_fields__)
        return ["no entry of the history is like that" if filtered else "the history is empty: `assay curl` fills it"]
    return [f"the newest {shown} of {count:,}; --last N shows more"] if shown < count else []


def cleared(history: History, yes: bool) -> int:
    """Everything deleted, if that is meant."""
    from assay.interfaces.cli.terminal import tell

    count = len(history.rows())
    entries = f"{count:,} {'entry' if count == 1 else 'entries'}"
    if not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError("nobody is there to be asked", where="--clear", remedy="Add --yes to delete the history.")
        if not click.confirm(f"Delete {entries} of the history?", err=True):
            return Exit.CLEAN
    try:
        history.clear()
    except OSError as problem:
        where = str(problem.filename or history.home)
        raise UsageError(f"cannot be deleted: {problem.strerror}", where=where) from None
    tell([f"{entries} deleted"])
    return Exit.CLEAN
