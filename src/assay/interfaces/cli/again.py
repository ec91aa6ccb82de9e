"""`assay again`: an exchange of the history sent again, with changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assay.interfaces.cli.numbers import NUMBER, SETTINGS
from assay.interfaces.cli.values import KEY_VALUE, SECONDS
from assay.model.errors import UsageError

if TYPE_CHECKING:
    from assay.app.exploring.options import ExploreOptions
    from assay.app.history.resending import Ready, Wish

EXAMPLES = """\b
Examples:
  assay again last
  assay again 12 -H 'Accept: text/csv' -H 'X-Debug:'
  assay again 12 -X PUT --json '{"state": "paid"}'
  assay again 12 --var limit=5 --var /address/city=Ulm
  assay again 12 --env staging --identity alice

\b
Secrets are never taken from the history: they come from an [identity] of assay.toml, from .env or from the process
environment, by their stand-ins. What nothing knows has to be given.
"""


@click.command("again", epilog=EXAMPLES, short_help="an exchange sent again, with changes", context_settings=SETTINGS)
@click.argument("number", type=NUMBER, metavar="N")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[CURL OPTIONS]...")
@click.option("--var", "variables", type=KEY_VALUE, multiple=True, help="NAME=VALUE: a parameter, field or {{NAME}}.")
@click.option("--env", metavar="NAME", help="To the url of this [environment.NAME], with its variables.")
@click.option("--url", metavar="BASE", help="To this base URL.")
@click.option("--identity", metavar="NAME", help="In the name of this [identity.NAME].")
@click.option("--report", "reports", metavar="KIND[=PATH]", multiple=True, help="json, html, junit, …; repeatable.")
@click.option("--no-history", is_flag=True, help="Keep nothing of this exchange.")
@click.option("--no-explain", is_flag=True, help="Show no explanations.")
@click.option("--no-pager", is_flag=True, help="Never page a long answer.")
@click.option("--quiet", is_flag=True, help="Only what curl would print: the raw body.")
@click.option("--max-time", type=SECONDS, metavar="S", help="Time for the whole command, as 90s or 2m.")
@click.option("--config", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(
    number: int,
    words: tuple[str, ...],
    variables: tuple[tuple[str, str | None], ...],
    env: str | None,
    url: str | None,
    identity: str | None,
    reports: tuple[str, ...],
    no_history: bool,
    no_explain: bool,
    no_pager: bool,
    quiet: bool,
    max_time: float | None,
    config: str | None,
    color: str,
) -> int:
    """Send the exchange with this number again. Options that are not ours are curl's (-X, -H, -d, -F, -u, -b, -k, -L,
    -o, …): they replace what was recorded, by curl's rules."""
    from assay.app.exploring.options import ExploreOptions
    from assay.app.history.resending import Wish

    named = tuple((name, _value(name, value)) for name, value in variables)
    options = ExploreOptions(
        history=not no_history,
        explain=not no_explain,
        report=reports,
        config=config,
        env=env,
        identity=identity,
        quiet=quiet,
        color=color,
        pager=not no_pager,
        max_time=max_time,
    )
    return sent(number, Wish(words=words, variables=named, env=env, identity=identity, url=url), options)


def _value(name: str, value: str | None) -> str:
    if value is None:
        raise UsageError(f"{name} has no value", where="--var", remedy=f"Write --var {name}=VALUE.")
    return value


def sent(number: int, wish: Wish, options: ExploreOptions) -> int:
    """Find the entry, make it ready, and send it as `assay curl` does."""
    import msgspec

    from assay.app.exploring.surroundings import Surroundings
    from assay.app.exploring.world import ProcessWorld
    from assay.app.history.resending import ready
    from assay.interfaces.cli.terminal import tell
    from assay.record.history.history import History
    from assay.record.history.keeping import kept_key

    around = Surroundings(options)
    with History(around.home) as history:
        tell(history.notes)
        entry = history.entry(number)
    found = ready(entry, wish, around.project, kept_key(around.home) or b"", ProcessWorld())
    if not options.quiet and not found.settings.get("silent"):
        tell([*(f"warning: {warning}" for warning in found.warnings), *found.notes])
    return carried(found, msgspec.structs.replace(options, identity=found.identity, env=found.env))


def carried(found: Ready, options: ExploreOptions) -> int:
    """Send it, show the answer, make the reports."""
    from assay.interfaces.cli.sending import send

    return send([found.job], found.settings, options, command="again", secrets=found.secrets, parent=found.parent)
