"""`assay config`: each setting with the place that it comes from."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from assay.model.errors import Exit, UsageError

EXAMPLES = """\b
Examples:
  assay config
  assay config environment.staging
  assay config --env staging --json
"""
LONGEST = 60
"""Characters of a value in the table."""


@click.command("config", epilog=EXAMPLES, short_help="each setting with its origin")
@click.argument("name", required=False)
@click.option("--config", "path", metavar="FILE", help="The project's configuration.  [assay.toml, searched upwards]")
@click.option("--env", metavar="NAME", help="The [environment.NAME] that a command would be given.")
@click.option("--url", metavar="URL", help="The base URL that a command would be given.")
@click.option("--identity", metavar="NAME", help="The [identity.NAME] that a command would be given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a setting: name, value, origin.")
def command(
    name: str | None, path: str | None, env: str | None, url: str | None, identity: str | None, as_json: bool
) -> int:
    """Show each setting with its origin, all of them or those below NAME. Secrets are never shown."""
    from assay.app.place import find
    from assay.app.preparing import environment_table, identity_table
    from assay.app.project import load
    from assay.app.settings import settings
    from assay.interfaces.cli.streams import Output

    project = load(Path(path) if path else find(Path.cwd()))
    environment_table(project, env)
    identity_table(project, identity)
    found = list(settings(project, {"env": env, "url": url, "identity": identity}, os.environ))
    chosen = [one for one in found if name is None or one.name == name or one.name.startswith(f"{name}.")]
    if not chosen:
        from difflib import get_close_matches

        near = get_close_matches(name or "", [one.name for one in found], 1)
        raise UsageError(f"there is no setting {name!r}", remedy=f"Did you mean {near[0]}?" if near else "")
    out = Output(sys.stdout)
    if as_json:
        shown = [{"name": one.name, "value": one.value, "origin": one.origin} for one in chosen]
        out.write(json.dumps(shown, indent=2) + "\n")
    else:
        out.write(table([(one.name, text(one.value), one.origin) for one in chosen]))
    out.finish()
    return Exit.CLEAN


def text(value: object) -> str:
    """A value on one line, cut."""
    from assay.report.clean import cut, line

    if value is None:
        return "-"
    return cut(line(value if isinstance(value, str) else json.dumps(value)), LONGEST)


def table(rows: list[tuple[str, str, str]]) -> str:
    """Three columns."""
    from assay.report.clean import line

    first = max(len(name) for name, _, _ in rows)
    second = min(LONGEST, max(len(value) for _, value, _ in rows))
    return "".join(f"{line(name):<{first}}  {value:<{second}}  {line(origin)}\n" for name, value, origin in rows)
