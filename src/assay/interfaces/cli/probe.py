"""`assay probe`: the ugly paths of an API, from its contract."""

from __future__ import annotations

import re
from typing import Any

import click

from assay.interfaces.cli.values import SECONDS
from assay.model.errors import UsageError

EXAMPLES = """\b
Examples:
  assay probe openapi.yaml --url http://127.0.0.1:8000
  assay probe --env local --list
  assay probe --env local --only "rule:foreign-*" --report json=probe.json
  assay probe --env staging --safe --budget 200
  assay probe --env local --shard 2/5 --budget 5m

\b
Exit codes:
  0  nothing found that gates (declared laws and proven effects do, inferred ones only report)
  1  findings
  2  wrong usage, or an input that cannot be read
  3  not brought to its end: the API could not be reached, or out of --max-time or --budget
  130  interrupted; the partial report is written
"""
_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")
_BUDGET = re.compile(r"(\d{1,9})(s|m|h|)")


class Budget(click.ParamType[tuple[int | None, float | None]]):
    """Requests as 500, or time as 90s, 5m or 1h."""

    name = "budget"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, float | None]:
        """Requests or seconds."""
        match = _BUDGET.fullmatch(str(value))
        if match is None:
            self.fail(f"{value!r} is neither a number of requests nor a time such as 90s or 5m", param, ctx)
        if not match[2]:
            return int(match[1]), None
        return None, int(match[1]) * {"s": 1.0, "m": 60.0, "h": 3600.0}[match[2]]


class Shard(click.ParamType[tuple[int, int]]):
    """`2/5`: the second of five parts."""

    name = "k/n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Which, and of how many."""
        match = _SHARD.fullmatch(str(value))
        if match is None or int(match[1]) > int(match[2]):
            self.fail(f"{value!r} is no part such as 2/5", param, ctx)
        return int(match[1]), int(match[2])


@click.command("probe", epilog=EXAMPLES, short_help="the ugly paths of an API, from its contract")
@click.argument("contract", required=False)
@click.option("--url", metavar="URL", help="Where the API is.")
@click.option("--env", metavar="NAME", help="The [environment.NAME] of assay.toml.")
@click.option("--app", metavar="MODULE:NAME", help="An ASGI or WSGI application, called in this process: no server.")
@click.option("--identities", metavar="FILE", help="Who calls: YAML, TOML or JSON, in the place of assay.toml's.")
@click.option("--identity", multiple=True, metavar="NAME", help="Only these identities of assay.toml; repeatable.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Only these cases: rule:NAME, operation:PATTERN, "
              "tag:NAME, identity:NAME, case:ID, or a pattern for any of them; repeatable.")  # fmt: skip
@click.option("--skip", multiple=True, metavar="PATTERN", help="Not these cases; as --only.")
@click.option("--budget", type=Budget(), help="At most so many requests (500) or so long (5m); the most telling first.")
@click.option("--safe", is_flag=True, help="Only what changes nothing.")
@click.option("--list", "list_cases", is_flag=True, help="Show every case; send nothing.")
@click.option("--laws", is_flag=True, help="Show every rule with its law; send nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --list and --laws: as JSON.")
@click.option("--shard", type=Shard(), default="1/1", help="One of several equal parts of the cases.")
@click.option("--seed", type=int, default=0, help="Another order among equally telling cases.")
@click.option("--replay", metavar="FINGERPRINT", help="Only what showed this finding, from the newest log or --log.")
@click.option("--resume", metavar="LOG", help="Go on where the run of a log was cut short.")
@click.option("--clean-up", metavar="LOG", help="Remove what the run of a log left behind; nothing else is sent.")
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate.")
@click.option("--report", "reports", multiple=True, metavar="KIND[=PATH]", help="json, html, junit, …; repeatable.")
@click.option("--pytest", "tests", metavar="DIR", help="Write a test for each finding to DIR/test_findings.py.")
@click.option("--min-coverage", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail where less of the "
              "contract was exercised.")  # fmt: skip
@click.option("--log", metavar="FILE", help="Where the event log goes.  [.assay/log/]")
@click.option("--time-budget", type=SECONDS, help="Report answers that take longer: 800ms, 2s.")
@click.option("--max-time", type=SECONDS, help="Time for the whole run, as 90s or 2m.")
@click.option("--config", metavar="FILE", help="assay.toml.  [searched upwards]")
@click.option("--quiet", is_flag=True, help="Only the findings.")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(
    list_cases: bool, laws: bool, as_json: bool, reports: tuple[str, ...],
    budget: tuple[int | None, float | None] | None, quiet: bool, color: str, **given: Any,
) -> int:  # fmt: skip
    """Send what breaks APIs in production, and tell what they do about it: CONTRACT is an OpenAPI document."""
    from assay.app.probing.options import ProbeOptions
    from assay.interfaces.cli.probe_lists import list_all, show_laws
    from assay.interfaces.cli.probing import probe

    requests, seconds = budget or (None, None)
    options = ProbeOptions(budget_requests=requests, budget_seconds=seconds, **given)
    if laws:
        return show_laws(options, as_json=as_json)
    if list_cases:
        return list_all(options, as_json=as_json)
    if as_json:
        raise UsageError("--json goes with --list or --laws", remedy="For a report: --report json=FILE.")
    return probe(options, reports, quiet=quiet, color=color)
