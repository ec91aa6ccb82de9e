"""`assay trust`: whether the tests themselves can be believed."""

from __future__ import annotations

from typing import Any

import click

from assay.interfaces.cli.trust_drift import drift
from assay.interfaces.cli.values import SECONDS

EXAMPLES = """\b
Examples:
  assay trust weak shop.json -e local.json
  assay trust weak shop.json --log .assay/log/20261124-081530-4fd2aa.jsonl
  assay trust weak shop.json -e local.json --contract openapi.yaml --min-score 80
  assay trust weak shop.json -e local.json --fix --out shop.fixed.json
  assay trust weak shop.json -e local.json --report html=weak.html --report sarif=weak.sarif

\b
Exit codes:
  0  nothing found that gates, and the score is what was asked for
  1  tests that guard nothing, operations that nobody checks, tests red at the start, or a score below --min-score
  2  wrong usage, or an input that cannot be read
  3  not brought to its end: nothing could be recorded, or out of --max-time
  130  interrupted; the partial report is written
"""


@click.group("trust", short_help="whether the tests themselves can be believed")
def command() -> None:
    """Tell which tests can be believed."""


command.add_command(drift)


@command.command("weak", epilog=EXAMPLES)
@click.argument("collection", required=False)
@click.option("-e", "--environment", metavar="FILE", help="A Postman environment.")
@click.option("-g", "--globals", metavar="FILE", help="Postman globals.")
@click.option("--log", metavar="FILE", help="Go by the log of a past run of the collection; nothing is sent.")
@click.option("--contract", metavar="FILE", help="An OpenAPI document: what may be missing or null, and which headers "
              "count.  [that of assay.toml]")  # fmt: skip
@click.option("--folder", multiple=True, metavar="NAME", help="Only this folder or request; repeatable.")
@click.option("-d", "--iteration-data", metavar="FILE", help="Rows for iterations, JSON or CSV.")
@click.option("--min-score", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail where fewer of the harmful "
              "changes turn a test red.")  # fmt: skip
@click.option("--fix", is_flag=True, help="Write the assertions that close gaps into the collection.")
@click.option("--out", metavar="FILE", help="With --fix: where the mended collection goes.")
@click.option("--in-place", is_flag=True, help="With --fix: mend the file itself, and keep the original as FILE.orig.")
@click.option("--env", metavar="NAME", help="The [environment.NAME] of assay.toml.")
@click.option("--identity", metavar="NAME", help="The [identity.NAME] of assay.toml.")
@click.option("--url", metavar="URL", help="Where the API is.")
@click.option("--env-var", multiple=True, metavar="KEY=VALUE", help="A variable of the environment; repeatable.")
@click.option("--working-dir", metavar="DIR", help="The folder of the files that the collection sends.")
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate.")
@click.option("--processes", type=click.IntRange(1, 64), metavar="N", help="Sandboxes side by side.  [one a core, "
              "at most 4]")  # fmt: skip
@click.option("--report", "reports", multiple=True, metavar="KIND[=PATH]", help="json, html, sarif, …; repeatable.")
@click.option("--max-time", type=SECONDS, metavar="S", help="Time for the whole command, as 90s or 2m.")
@click.option("--config", metavar="FILE", help="assay.toml.  [searched upwards]")
@click.option("--quiet", is_flag=True, help="Only the results, no progress.")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def weak(reports: tuple[str, ...], quiet: bool, color: str, env_var: tuple[str, ...], **given: Any) -> int:
    """Change the recorded answers of COLLECTION, one thing at a time, and see which tests turn red: mutation testing
    that never touches the server.
    """
    from assay.app.trusting.options import WeakOptions
    from assay.interfaces.cli.trusting import doubt

    options = WeakOptions(env_var=tuple(map(_pair, env_var)), **given)
    return doubt(options, reports, quiet=quiet, color=color)


def _pair(text: str) -> tuple[str, str | None]:
    key, equals, value = text.partition("=")
    return key, value if equals else None
