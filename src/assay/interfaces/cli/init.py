"""`assay init`: a project from a URL, an OpenAPI document or a collection."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from assay.model.errors import Exit

EXAMPLES = """\b
Examples:
  assay init                                    in this folder, from what lies here
  assay init --from http://127.0.0.1:8000       from an API that answers
  assay init shop --from openapi.yaml           in the folder shop, from a contract
  assay init --from shop.postman_collection.json
"""


@click.command("init", epilog=EXAMPLES, short_help="a project: assay.toml, an environment, a first collection")
@click.argument("directory", required=False, metavar="[DIR]")
@click.option("--from", "source", metavar="SOURCE", help="A URL, an OpenAPI document, or a Postman collection.")
@click.option("--url", metavar="URL", help="The base URL of the API.  [the source's, or http://127.0.0.1:8000]")
@click.option("--force", is_flag=True, help="Write assay.toml anew where there is one.")
def command(directory: str | None, source: str | None, url: str | None, force: bool) -> int:
    """Begin a project in DIR (this folder): assay.toml, an environment, a .gitignore that keeps secrets out, and a
    first collection that runs. Files that are there already stay as they are. Asks only on a terminal."""
    from assay.app.fetching import is_url
    from assay.app.inputs import check_url
    from assay.app.starting.project import begin
    from assay.app.starting.source import Source, nearby, read_source
    from assay.interfaces.cli.streams import Output

    if directory is not None and source is None and (is_url(directory) or Path(directory).is_file()):
        directory, source = None, directory
    folder = Path(directory or ".")
    location = source or nearby(folder) or asked()
    found = read_source(location) if location else Source(name=folder.resolve().name or "api")
    begun = begin(folder, found, check_url(url), force=force)
    out = Output(sys.stdout)
    out.write(summary(folder, begun.written, begun.kept, begun.requests))
    if found.status:
        out.write("No contract was found there, nor in the usual places below it. `--from` takes its URL or file.\n")
    out.finish()
    return Exit.CLEAN


def asked() -> str | None:
    """What a person at the terminal says that there is; nobody is asked elsewhere."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    answer: str = click.prompt(
        "A URL where the API answers, or the file of a contract or collection (nothing: begin empty)",
        default="",
        show_default=False,
    )
    return answer.strip() or None


def summary(folder: Path, written: tuple[tuple[str, str], ...], kept: tuple[str, ...], requests: int) -> str:
    """What was written, what was left alone, and what to do next."""
    from assay.report.clean import line

    width = max((len(name) for name, _ in written), default=0)
    lines = [f"  {line(name):<{width}}  {what}" for name, what in written]
    lines += [f"  {line(name)} was there already, and stays as it is" for name in kept]
    where = "" if folder == Path(".") else f"cd {line(shlex.quote(str(folder)))} && "
    said = f"{requests} request{'s' if requests != 1 else ''}"
    return "\n".join([*lines, "", f"Next, with the API up: {where}assay run --env local   ({said})", ""])
