"""`assay contract`: what an API promises, inferred where nobody has written it down."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assay.model.errors import Exit

EXAMPLES = """\b
Examples:
  assay contract infer shop.har --out openapi.yaml
  assay contract infer shop.postman_collection.json -e local.json --url http://127.0.0.1:8000 --out openapi.yaml
  assay contract infer .assay/log/20261124-081530-4fd2aa.jsonl --out openapi.json

\b
Exit codes:
  0  written
  2  wrong usage, or an input that cannot be read
  3  nothing was answered that a contract could be inferred from
"""


@click.group("contract", short_help="what an API promises, inferred from traffic")
def command() -> None:
    """Work with contracts."""


@command.command("infer", epilog=EXAMPLES)
@click.argument("source", required=False)
@click.option("--out", metavar="FILE", help="Write the document there (.yaml or .json).  [standard output]")
@click.option("-e", "--environment", metavar="FILE", help="A Postman environment, for a collection.")
@click.option("--env", metavar="NAME", help="The [environment.NAME] of assay.toml.")
@click.option("--url", metavar="URL", help="Where the API is; requests to elsewhere are left out.")
@click.option("--config", metavar="FILE", help="assay.toml.  [searched upwards]")
def infer(
    source: str | None, out: str | None, environment: str | None, env: str | None, url: str | None, config: str | None
) -> int:
    """Infer an OpenAPI document from SOURCE: a HAR file, the log of a run, or a collection, which is run."""
    from assay.app.inferring import InferOptions, as_text, infer_contract
    from assay.app.outputs import write
    from assay.interfaces.cli.streams import Output

    options = InferOptions(source=source, environment=environment, env=env, url=url, config=config)
    document = infer_contract(options)
    text = as_text(document, out or "")
    told = Output(sys.stdout)
    if out is None:
        told.write(text)
    else:
        write(Path(out), (text,))
        operations = sum(len(item) for item in document["paths"].values())
        told.write(f"{out}: {operations} operations on {len(document['paths'])} paths.\n")
    told.flush()
    return Exit.CLEAN
