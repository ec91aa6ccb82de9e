"""`assay convert`: from any format to any other, and what is lost on the way."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from assay.model.errors import Exit

EXAMPLES = """\b
Examples:
  assay convert shop.har --out shop.json --env-out shop.environment.json
  assay convert shop.json --to http --out shop.http
  assay convert cases.md --out cases.postman_collection.json
  pbpaste | assay convert - --from curl --out -

\b
Exit codes:
  0  written
  1  written, and with --strict something was lost
  2  wrong usage, or an input that cannot be read
"""
MOST = 40
"""Losses that are listed for a person; --json lists all."""


@click.command("convert", epilog=EXAMPLES, short_help="between formats: curl, Postman, HAR, .http, case table, …")
@click.argument("inputs", nargs=-1, required=True, metavar="IN…")
@click.option("--from", "source", metavar="FORMAT", help="What it is.  [recognised]")
@click.option(
    "--to", "target", metavar="FORMAT", help="postman, curl, har, http, table or csv.  [by the ending of --out]"
)
@click.option("-o", "--out", default="-", metavar="FILE", help="Where to; - is standard output.  [-]")
@click.option("--env-out", metavar="FILE", help="Write the environment, secrets included, as a Postman environment.")
@click.option(
    "--dialect", type=click.Choice(["jetbrains", "vscode"]), default="jetbrains", help="Of .http files.  [jetbrains]"
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--strict", is_flag=True, help="Exit 1 where something could not be held.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written and lost as JSON.")
def command(
    inputs: tuple[str, ...],
    source: str | None,
    target: str | None,
    out: str,
    env_out: str | None,
    dialect: str,
    force: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """Convert IN (files, folders, URLs, or - for standard input) to another format. Several become one, each a folder.

    What the format cannot hold is listed on standard error.
    """
    from assay.app.converting import Conversion, convert
    from assay.interfaces.cli.streams import Output

    wanted = Conversion(
        inputs=inputs, source=source, target=target, out=out, env_out=env_out, dialect=dialect, force=force
    )
    if as_json and out == "-":
        raise click.UsageError("--json and the converted text would both go to standard output: name a file with --out")
    done = convert(wanted, sys.stdin.buffer.read)
    stdout = Output(sys.stdout)
    if done.text is not None:
        stdout.write(done.text)
    elif as_json:
        stdout.write(document(done.written, done.losses, done.warnings))
    stdout.flush()
    if not as_json:
        tell(done.losses, done.warnings)
    if stdout.problem:
        from assay.interfaces.cli.running import tell as complain

        complain(f"error: {stdout.problem}")
        return Exit.USAGE
    return Exit.FINDINGS if strict and (done.losses or done.warnings) else Exit.CLEAN


def document(written: Sequence[Path], losses: Sequence[tuple[str, str]], warnings: Sequence[str]) -> str:
    """{written, losses: [{where, what}], warnings}."""
    told = {
        "written": [str(path) for path in written],
        "losses": [{"where": where, "what": what} for where, what in losses],
        "warnings": list(warnings),
    }
    return json.dumps(told, indent=2) + "\n"


def tell(losses: Sequence[tuple[str, str]], warnings: Sequence[str]) -> None:
    """The list for a person, on standard error."""
    from assay.interfaces.cli.guard import write_error
    from assay.report.clean import line

    told = [f"note: {warning}" for warning in warnings]
    told += [f"lost: {where}: {what}" if where else f"lost: {what}" for where, what in losses]
    for text in told[:MOST]:
        write_error(line(text))
    if len(told) > MOST:
        write_error(f"… and {len(told) - MOST:,} more; --json lists all of them")
