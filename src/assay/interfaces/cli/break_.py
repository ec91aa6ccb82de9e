"""`assay break`: every fault of every dependency against every operation that uses it."""

from __future__ import annotations

from typing import Any

import click

from assay.interfaces.cli.values import SECONDS

EXAMPLES = """\b
Examples:
  assay break openapi.yaml --env local
  assay break openapi.yaml --url http://127.0.0.1:8000 \\
      --dep stock=http://127.0.0.1:9001 --real stock=http://127.0.0.1:9101
  assay break --env local --fault "timeout*" --fault silent --only "POST *"
  assay break --env local --report html=matrix.html --report json=matrix.json
  assay break --list

\b
Exit codes:
  0  the API stands every fault (what is only suspected does not gate)
  1  findings
  2  wrong usage, or an input that cannot be read
  3  not brought to its end: the API could not be reached, or calls no dependency
  130  interrupted; the partial report is written
"""


@click.command("break", epilog=EXAMPLES, short_help="every fault of every dependency against every operation")
@click.argument("contract", required=False)
@click.option("--url", metavar="URL", help="Where the API is.")
@click.option("--env", metavar="NAME", help="The [environment.NAME] of assay.toml.")
@click.option("--dep", multiple=True, metavar="NAME=URL", help="Where the API looks for a dependency; repeatable.")
@click.option("--real", multiple=True, metavar="NAME=URL", help="Where that dependency really is; repeatable.")
@click.option("--fault", multiple=True, metavar="PATTERN", help="Only these faults, or crowd; repeatable.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Only these operations, as 'POST *'; repeatable.")
@click.option("--skip", multiple=True, metavar="PATTERN", help="Not these operations; repeatable.")
@click.option("--pairs", is_flag=True, help="Two calls broken at once, and two faults in a row, too.")
@click.option("--time-budget", type=SECONDS, default="5s", show_default=True, help="Within which every answer is due.")
@click.option("--list", "list_faults", is_flag=True, help="Show every fault; send nothing.")
@click.option("--identities", metavar="FILE", help="Who calls: YAML, TOML or JSON, in the place of assay.toml's.")
@click.option("--identity", multiple=True, metavar="NAME", help="Only these identities; repeatable.")
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate.")
@click.option("--report", "reports", multiple=True, metavar="KIND[=PATH]", help="json, html, junit, …; repeatable.")
@click.option("--pytest", "tests", metavar="DIR", help="Write a test for each finding to DIR/test_resilience.py.")
@click.option("--seed", type=int, default=0, help="Other values of what is made up.")
@click.option("--log", metavar="FILE", help="Where the event log goes.  [.assay/log/]")
@click.option("--max-time", type=SECONDS, help="Time for the whole run, as 90s or 2m.")
@click.option("--config", metavar="FILE", help="assay.toml.  [searched upwards]")
@click.option("--quiet", is_flag=True, help="Only the findings.")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(list_faults: bool, reports: tuple[str, ...], quiet: bool, color: str, **given: Any) -> int:
    """Break the services behind the API, one call and one fault at a time, and judge what the API does then."""
    from assay.app.breaking.options import BreakOptions
    from assay.interfaces.cli.breaking import break_all, list_all

    options = BreakOptions(**given)
    return list_all(options) if list_faults else break_all(options, reports, quiet=quiet, color=color)
