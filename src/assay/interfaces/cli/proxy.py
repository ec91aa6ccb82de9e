"""`assay proxy`: stands before a real dependency and breaks it."""

from __future__ import annotations

from typing import Any

import click

from assay.interfaces.cli.values import SECONDS

EXAMPLES = """\b
Examples:
  assay proxy --control 127.0.0.1:8474
  assay proxy --to redis://127.0.0.1:6379 --port 26379 --toxic latency:latency=200,jitter=50
  assay proxy --to tcp://127.0.0.1:5432 --port 25432 --toxic reset_peer@5%
  assay proxy --to http://127.0.0.1:9001 --port 9002 --fault timeout@5%
  assay proxy --config toxiproxy.json --control 127.0.0.1:8474

\b
Exit codes:
  0  --max-time is over
  2  wrong usage, or an address that cannot be had
  130  ended by Ctrl-C or a signal; the summary and the report are written
"""


@click.command("proxy", epilog=EXAMPLES, short_help="stand before a dependency and break it")
@click.option("--to", metavar="URL", help="The dependency: http://, https://, redis://, postgres://, tcp://HOST:PORT.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where to listen.  [a free port]")
@click.option("--bind", metavar="ADDRESS", default="127.0.0.1", help="The address to listen at.  [127.0.0.1]")
@click.option("--name", metavar="NAME", default="proxy", help="What the control interface calls it.  [proxy]")
@click.option("--fault", multiple=True, metavar="SPEC", help="For HTTP: NAME[@SHARE][:key=value,…][ METHOD /path]; "
              "repeatable, `list` tells all.")  # fmt: skip
@click.option("--contract", metavar="FILE", help="What the dependency promises, for faults of meaning: OpenAPI.")
@click.option("--toxic", multiple=True, metavar="SPEC", help="For TCP: TYPE[@SHARE][:key=value,…,stream=upstream]; "
              "repeatable, `list` tells all.")  # fmt: skip
@click.option("--for", "active", type=SECONDS, help="Faults act for so long from the start: 30s, 2m.")
@click.option("--every", type=SECONDS, help="With --for: and again in each stretch of this length.")
@click.option("--control", metavar="HOST:PORT", help="Toxiproxy's HTTP interface; its clients use port 8474.")
@click.option("--config", metavar="FILE", help="Proxies from a file, as toxiproxy-server's.")
@click.option("--anywhere", is_flag=True, help="Clients of --control may open proxies beyond loopback.")
@click.option("--connections", type=click.IntRange(1, 100_000), default=2_000, help="At once; more are closed.  [2000]")
@click.option("-k", "--insecure", is_flag=True, help="Accept any TLS certificate of the dependency.")
@click.option("--cacert", metavar="FILE", help="Certificates of authorities to trust for the dependency.")
@click.option("--seed", type=int, help="The same shares hit the same calls in the same order.")
@click.option("--log", metavar="FILE", help="Every call or connection, one JSON object a line.")
@click.option("--report", "reports", multiple=True, metavar="KIND[=PATH]", help="json, at the end.")
@click.option("--max-time", type=SECONDS, help="End by itself after this time.")
@click.option("--quiet", is_flag=True, help="Say nothing.")
def command(reports: tuple[str, ...], quiet: bool, **given: Any) -> int:
    """Pass everything on to a real dependency, but for the faults that are asked for."""
    from assay.app.proxying.options import ProxyOptions
    from assay.interfaces.cli.proxying import listed, run

    options = ProxyOptions(**given)
    if "list" in (*options.toxic, *options.fault):
        return listed(toxics="list" in options.toxic)
    return run(options, reports, quiet=quiet)
