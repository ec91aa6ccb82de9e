"""`assay stub`: stands in for a dependency."""

from __future__ import annotations

from typing import Any

import click

from assay.interfaces.cli.values import SECONDS

EXAMPLES = """\b
Examples:
  assay stub stock.toml --port 9001
  assay stub stock-openapi.yaml --port 9001
  assay stub recording.har --port 9001 --verbose
  assay stub stock.toml --port 9001 --contract stock-openapi.yaml --strict
  assay stub stock.toml --check-against https://stock.staging.example
  assay stub wiremock/ --list

\b
Exit codes:
  0  --max-time is over, or a client asked it to shut down; with --check-against: no drift
  1  a side does not keep to the contract, the stub has drifted, or with --strict a call fitted nothing
  2  wrong usage, or an input that cannot be read
  3  --check-against: the real service cannot be reached
  130  ended by Ctrl-C or a signal; the summary and the report are written
"""


@click.command("stub", epilog=EXAMPLES, short_help="stand in for a dependency")
@click.argument("source", required=False, metavar="FILE|FOLDER")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where to listen.  [a free port]")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", help="The address to listen at.  [127.0.0.1]")
@click.option("--allow-remote", is_flag=True, help="Let --host be one that other machines can reach.")
@click.option("--https", is_flag=True, help="TLS, with a certificate of a made-up authority; HTTP/2 for who asks.")
@click.option("--ca-out", metavar="FILE", help="With --https: write the authority's certificate, for clients to trust.")
@click.option("--contract", metavar="FILE", help="An OpenAPI document that both sides are held to.")
@click.option("--strict", is_flag=True, help="Exit code 1 where a call fitted nothing.")
@click.option("--lenient", is_flag=True, help="Answer calls that the contract does not allow.")
@click.option("--templates", is_flag=True, help="Every answer is a template, not only those that say so.")
@click.option("--seed", type=int, default=0, help="Other values of what is made up.")
@click.option(
    "--connections", type=click.IntRange(1, 100_000), default=2_000, help="At once; more are refused.  [2000]"
)
@click.option("--check-against", metavar="URL", help="Ask the real service what the stub would answer; tell the drift.")
@click.option("--header", multiple=True, metavar="NAME: VALUE", help="For --check-against; ${NAME} is looked up.")
@click.option("--writes", is_flag=True, help="With --check-against: also calls that are no reads.")
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate of the real service.")
@click.option("--list", "list_routes", is_flag=True, help="Show every route; serve nothing.")
@click.option("--faults", "list_faults", is_flag=True, help="Show every fault that a route can have.")
@click.option("--report", "reports", multiple=True, metavar="KIND[=PATH]", help="json, at the end.")
@click.option("--max-time", type=SECONDS, help="End by itself after this time.")
@click.option("--verbose", is_flag=True, help="A line for each call.")
@click.option("--quiet", is_flag=True, help="Say nothing but findings.")
def command(
    list_routes: bool, list_faults: bool, reports: tuple[str, ...], verbose: bool, quiet: bool, **given: Any
) -> int:
    """Stand in for a dependency: from a stub file, an OpenAPI document, a recording (HAR, or a log of assay), or
    WireMock's mappings. WireMock's admin interface is at /__admin."""
    from assay.app.stubbing.options import StubOptions
    from assay.interfaces.cli.stubbing import Wanted, listed_faults, listed_routes, run

    options = StubOptions(**given)
    if list_faults:
        return listed_faults()
    if list_routes:
        return listed_routes(options)
    return run(options, Wanted(reports=reports, verbose=verbose, quiet=quiet))
