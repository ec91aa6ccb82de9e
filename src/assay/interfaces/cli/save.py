"""`assay save`: what was sent by hand becomes requests of a collection."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from assay.interfaces.cli.numbers import NUMBER, SETTINGS
from assay.model.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assay.app.saving import Saved

EXAMPLES = """\b
Examples:
  assay save "Users/Get user"
  assay save "Users/Get user" 12
  assay save "Checkout" --last 12
  assay save "Checkout" --since 10:00 --collection shop.postman_collection.json -e local.json
"""


@click.command("save", epilog=EXAMPLES, short_help="what was sent by hand becomes requests", context_settings=SETTINGS)
@click.argument("name")
@click.argument("numbers", nargs=-1, type=NUMBER, metavar="[N]...")
@click.option("--last", metavar="K", type=click.IntRange(min=1), help="The newest K, as a folder.")
@click.option("--since", metavar="TIME", help="All from then on, as a folder: 10:00, 2h (ago), 2026-11-24.")
@click.option("--from", "first", metavar="N", type=click.IntRange(min=1), help="All from this number on, as a folder.")
@click.option("--to", "final", metavar="M", type=click.IntRange(min=1), help="… up to this one.")
@click.option(
    "--collection",
    metavar="FILE",
    help="The collection.  [that of assay.toml, else " + "collection.postman_collection.json]",
)
@click.option(
    "-e",
    "--environment",
    metavar="FILE",
    help="The Postman environment for secrets.  [that of --env, else local.postman_environment.json]",
)
@click.option("--env", metavar="NAME", help="An [environment] of assay.toml.")
@click.option(
    "--secret",
    "secrets",
    metavar="NAME[=VALUE]",
    multiple=True,
    help="A value for a secret variable; NAME alone takes it from the process environment.  Repeatable.",
)
@click.option("--replace", is_flag=True, help="Write what is there under this name anew.")
@click.option("--all", "everything", is_flag=True, help="Keep what looks like noise: repeats, slips, other hosts.")
@click.option(
    "--no-resend",
    "resend",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Send no read again to see what changes on its own.",
)
@click.option("--identity", metavar="NAME", help="Send reads again in this [identity]'s name, where theirs is masked.")
@click.option("--config", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
def command(
    name: str,
    numbers: tuple[int, ...],
    last: int | None,
    since: str | None,
    first: int | None,
    final: int | None,
    collection: str | None,
    environment: str | None,
    env: str | None,
    secrets: tuple[str, ...],
    replace: bool,
    everything: bool,
    resend: bool,
    identity: str | None,
    config: str | None,
) -> int:
    """Save the last exchange (or number N) as the request NAME, with its folders: "Users/Get user". Several become a
    folder NAME, in order, chained: ids and tokens flow from answers to requests, noise is dropped.

    Secrets go to the environment file, never to the collection."""
    from datetime import datetime

    from assay.app.saving import SaveOptions, save
    from assay.interfaces.cli.streams import Output
    from assay.report.clean import line

    options = SaveOptions(
        name=name,
        numbers=numbers,
        last=last,
        since=since,
        first=first,
        final=final,
        collection=collection,
        environment=environment,
        env=env,
        config=config,
        replace=replace,
        everything=everything,
        resend=resend,
        identity=identity,
        secrets=secrets,
    )
    saved = save(options, datetime.now().astimezone())
    out = Output(sys.stdout)
    for text in told(saved):
        out.write(line(text) + "\n")
    out.finish()
    return Exit.CLEAN


VERDICTS = {"written": "kept as ", "held": "", "dropped": "dropped: "}
LONGEST = 72
"""Characters of a request that is shown in a list."""


def told(saved: Saved) -> Iterator[str]:
    """What was done, call by call, and what is left to do."""
    from assay.report.clean import cut

    count = f"{saved.requests} request{'' if saved.requests == 1 else 's'}"
    yield f"{cut(saved.path, LONGEST)}: {count} in {saved.collection}"
    whats = [shortened(fate.what) for fate in saved.fates]
    width = max(map(len, whats), default=0)
    digits = max((len(str(fate.n)) for fate in saved.fates), default=1)
    for fate, what in zip(saved.fates, whats, strict=True):
        yield f"  #{fate.n:<{digits}}  {what:<{width}}  {VERDICTS[fate.verdict]}{cut(fate.why, 2 * LONGEST)}"
    yield from (f"  {gain}" for gain in saved.gains)
    if saved.environment:
        yield f"Environment: {saved.environment}"
    yield from saved.notes
    yield f"Next: {saved.command}"


def shortened(text: str) -> str:
    """The text, its middle left out where it is long: the status at its end stays."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 13]}…{text[-12:]}"
