"""`assay demo`: the built-in shop on loopback, its collection run, shown and promoted, and where to go from there."""

from __future__ import annotations

import os
import sys
from importlib.resources import as_file
from pathlib import Path

import click

from assay.interfaces.cli.demo_shop import check_defects, say, shop

REPORT = Path(".assay") / "demo.html"
EXAMPLES = """\b
Examples:
  assay demo
  assay demo --serve --port 8000
"""


@click.command("demo", epilog=EXAMPLES, short_help="the path so far on the built-in shop, narrated")
@click.option("--serve", is_flag=True, help="Only run the shop, until Ctrl-C, to try things on it.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The shop's port.  [a free one]")
@click.option(
    "--defect", multiple=True, metavar="NAME", help="With --serve: something wrong; repeatable, `list` tells all."
)
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
def command(serve: bool, port: int, defect: tuple[str, ...], color: str) -> int:
    """Start a small shop, run its collection against it, write an HTML report, and promote the collection to pytest."""
    if defect:
        check_defects(defect, serve)
    if "list" in defect:
        return 0
    return serve_shop(port, defect) if serve else show(port, color)


def serve_shop(port: int, defects: tuple[str, ...] = ()) -> int:
    """The shop in the foreground, on loopback."""
    from assay.demo import resources

    with shop(port, defects) as url:
        say(
            f"The shop answers at {url}; Ctrl-C ends it.\n"
            f"Its contract: {url}/openapi.json\n"
            f"Its collection: {resources.collection()}\n"
            f"  assay run {resources.collection()} -e {resources.environment()} --url {url}"
        )
        try:
            while os.read(sys.stdin.fileno(), 65536):
                continue
        except KeyboardInterrupt:
            return 130
        wait_for_interrupt()
    return 0


def wait_for_interrupt() -> None:
    """Sleep until Ctrl-C: standard input is at its end, as under a process manager."""
    import threading

    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def show(port: int, color: str) -> int:
    """The whole demo."""
    from assay.interfaces.cli.demo_promote import promoted

    with shop(port) as url:
        say(f"1. A small shop answers at {url}: two tenants, roles, orders, an export, an asynchronous report.")
        explore(url, color)
        code = run(url, color)
        log = newest_log()
        say(f"\n4. The same run as a page that one can search and click through: {REPORT}")
        code = max(code, promoted(url, log, color))
    say(
        f"""
        Try next:
          assay history
          assay report {log} --report junit=report.xml
          assay demo --serve --port 8000
          assay run YOUR.postman_collection.json -e YOUR.postman_environment.json -r cli,html
          assay promote YOUR.postman_collection.json -e YOUR.postman_environment.json --out tests/api
        """
    )
    return code


def explore(url: str, color: str) -> None:
    """The first look at an endpoint, as a terminal shows it."""
    from assay.app.exploring.explore import explore as send
    from assay.app.exploring.options import ExploreOptions
    from assay.app.exploring.world import ProcessWorld
    from assay.formats.curl import read_command
    from assay.interfaces.cli.answering import AnswerScreen
    from assay.interfaces.cli.streams import Output
    from assay.runtime.curl.streams import Streams

    say(f"2. Somebody pokes at an endpoint: $ assay curl {url}/v1/me\n")
    options = ExploreOptions(color=color, pager=False)
    command = read_command(["--disable", f"{url}/v1/me"], ProcessWorld())
    screen = AnswerScreen(options, command.settings, Output(sys.stdout), Output(sys.stderr), reading=True)
    streams = Streams(None, sys.stdout.buffer, sys.stderr.buffer, out_is_terminal=True)
    send(command.jobs(), command.settings, options, streams, screen)


def run(url: str, color: str) -> int:
    """The shop's collection, and its report as a page."""
    from assay.app.options import RunOptions
    from assay.demo import resources
    from assay.interfaces.cli.running import run_collection

    say(
        """

        3. Its Postman collection runs against it, as `assay run` does it: somebody logs in and refreshes the
           token, orders are chained, a second identity looks on, an admin reads the audit and disables a user.
        """
    )
    with as_file(resources.collection()) as collection, as_file(resources.environment()) as environment:
        options = RunOptions(
            collection=str(collection), environment=str(environment), url=url, color=color, report=(f"html={REPORT}",)
        )
        return run_collection(options)


def newest_log() -> Path:
    """The log that the run has written."""
    logs = (Path(".assay") / "log").glob("*.jsonl")
    return max(logs, key=lambda path: path.stat().st_mtime)
