"""`assay trust drift`: the same reads sent to two environments, and what differs, without the noise."""

from __future__ import annotations

from typing import Any

import click

from assay.interfaces.cli.values import SECONDS

EXAMPLES = """\b
Examples:
  assay trust drift staging production --identity alice
  assay trust drift staging production --collection shop.json --folder Catalogue
  assay trust drift staging local --log .assay/log/20261124-081530-4fd2aa.jsonl
  assay trust drift staging --recording production.har
  assay trust drift staging local --report html=drift.html --report sarif=drift.sarif

\b
Exit codes:
  0  no drift that gates (what is only inferred does not gate)
  1  drift
  2  wrong usage, or an input that cannot be read
  3  not brought to its end: an environment could not be read, or out of --max-time
  130  interrupted; the partial report is written
"""


@click.command("drift", epilog=EXAMPLES, short_help="what differs between two environments")
@click.argument("first", metavar="ENV_A")
@click.argument("second", metavar="ENV_B", required=False)
@click.option("--recording", metavar="FILE", help="A log or HAR file that ENV_A is held against, in the place of "
              "another environment.")  # fmt: skip
@click.option("--contract", metavar="FILE", help="The OpenAPI document whose reads are sent.  [that of assay.toml]")
@click.option("--collection", metavar="FILE", help="Send the GET and HEAD requests of this collection.")
@click.option("--folder", multiple=True, metavar="NAME", help="Only this folder or request of it; repeatable.")
@click.option("--log", metavar="FILE", help="Send the reads that a log or HAR file holds.")
@click.option("--identity", multiple=True, metavar="NAME", help="Who reads; twice: one for each environment.  [nobody]")
@click.option("--passes", type=click.IntRange(1, 10), default=2, help="How often all is read: from the second on, "
              "what differs within an environment is known as noise.  [2]")  # fmt: skip
@click.option("--samples", type=click.IntRange(0, 100), default=7, help="Answers that times are judged by.  [7]")
@click.option("--errors/--no-errors", default=True, help="Send reads that are wrong in one thing as well, to compare "
              "errors.  [yes]")  # fmt: skip
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate.")
@click.option("--report", "reports", multiple=True, metavar="KIND[=PATH]", help="json, html, sarif, …; repeatable.")
@click.option("--max-time", type=SECONDS, metavar="S", help="Time for the whole command, as 90s or 2m.")
@click.option("--config", metavar="FILE", help="assay.toml.  [searched upwards]")
@click.option("--quiet", is_flag=True, help="Only the results, no progress.")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def drift(reports: tuple[str, ...], quiet: bool, color: str, **given: Any) -> int:
    """Send the same reads to ENV_A and ENV_B of assay.toml, and tell what differs for clients: nothing else is sent."""
    from assay.app.trusting.drift_options import DriftOptions
    from assay.interfaces.cli.drifting import compare

    return compare(DriftOptions(**given), reports, quiet=quiet, color=color)
