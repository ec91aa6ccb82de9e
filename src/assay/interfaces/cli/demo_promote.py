"""The demo's stage about promotion: the collection becomes a suite, the suite passes, and a defect turns it red."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from importlib.resources import as_file
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.interfaces.cli.demo_shop import say, shop
from assay.interfaces.cli.terminal import colored
from assay.model.errors import Exit

if TYPE_CHECKING:
    from assay.app.promoting.promote import Promotion

PLACE = Path(".assay") / "demo"
"""The suite stands in `api` below it, beside an ini file, so that no setting of the reader's own project counts."""
DEFECT = "members-add-products"
SHOWN = "test_a_member_adds_no_products"
PATIENCE = 120
"""Seconds for a run of the suite."""


def promoted(url: str, log: Path, color: str) -> int:
    """The stage; 1 where the suite judges otherwise than it has to."""
    client = _client()
    say(
        """
        5. What is checked by hand graduates into code:
           $ assay promote shop.postman_collection.json -e local.postman_environment.json --out tests/api
        """
    )
    found = _promote(url, log, client or "httpx")
    _tell(found)
    if client is None or find_spec("pytest") is None:
        say("\nTo run it, and to see it turn red: pip install pytest httpx")
        return Exit.CLEAN
    return _run_twice(found, url, colored(color, sys.stdout))


def _client() -> str | None:
    """The HTTP client that the suite is written for: one that is installed."""
    return next((name for name in ("httpx", "requests", "httpx2", "niquests") if find_spec(name)), None)


def _promote(url: str, log: Path, client: str) -> Promotion:
    """Written from the answers of the run before, so that nothing is sent again."""
    from assay.app.promoting.options import PromoteOptions
    from assay.app.promoting.promote import promote
    from assay.demo import resources

    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    with as_file(resources.collection()) as collection, as_file(resources.environment()) as environment:
        return promote(
            PromoteOptions(
                collection=str(collection),
                environment=str(environment),
                url=url,
                log=str(log),
                out=str(PLACE / "api"),
                client=client,
            )
        )


def _tell(found: Promotion) -> None:
    assert found.suite is not None, "it was written"
    best = next(one for one in found.choices if one.promoted)
    tests = sum(block.kind == "test" for module in found.suite.modules for block in module.blocks)
    shown = next(block.text() for module in found.suite.modules for block in module.blocks if block.name == SHOWN)
    say(
        f"""
        First comes what is worth most: {best.name} ({"; ".join(best.reasons)}).
        {_translated(found)}
        {str(found.proof).splitlines()[0]}
        {tests} tests stand in {PLACE / "api"}. One of them:
        """
    )
    show(f"{shown}\n")


def _translated(found: Promotion) -> str:
    whole, done = found.account.assertions, found.account.translated
    if whole == done:
        return f"All {whole} assertions have become Python."
    return f"Of {whole} assertions {done} have become Python; {whole - done} go on in Postman's sandbox."


def _run_twice(found: Promotion, url: str, color: bool) -> int:
    assert found.suite is not None, "it was written"
    secrets = _values([(one.env, one.variable) for one in found.suite.settings if one.default is None])
    say("6. The suite against the shop: $ pytest")
    healthy = _pytest(url, secrets, color)
    show(_last_line(healthy.stdout))
    say(
        f"""
        7. Somebody breaks the shop: `assay demo --serve --defect {DEFECT}`. The suite turns red, and
           $ pytest --assay shows what was sent and what came back:
        """
    )
    with shop(0, (DEFECT,)) as broken:
        red = _pytest(broken, secrets, color, "--assay")
    show(_failures(red.stdout))
    return Exit.CLEAN if (healthy.returncode, red.returncode) == (0, 1) else Exit.FINDINGS


def _values(wanted: list[tuple[str, str]]) -> dict[str, str]:
    """What the suite wants to be told: the shop's own passwords, which its environment holds for everybody to read."""
    from assay.demo import resources

    rows = json.loads(resources.environment().read_text(encoding="utf-8"))["values"]
    known = {row["key"]: str(row["value"]) for row in rows}
    return {env: known[variable] for env, variable in wanted if variable in known}


def _pytest(url: str, secrets: Mapping[str, str], color: bool, *options: str) -> subprocess.CompletedProcess[str]:
    """A run of the suite, without plugins of the reader's own; its process ends with ours."""
    command = [
        sys.executable,
        "-m",
        "assay.demo.pytest_run",
        str(PLACE / "api"),
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
    ]
    command += ["-p", "assay.interfaces.pytest_plugin.entry", f"--color={'yes' if color else 'no'}", *options]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env = {**own, **secrets, "SHOP_BASE_URL": url, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONUTF8": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by our Python
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as child:
        try:
            assert child.stdout is not None, "the child was started with a pipe"
            told = child.stdout.read()
            return subprocess.CompletedProcess(command, child.wait(PATIENCE), told)
        finally:
            child.kill()


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "pytest has said nothing"


def _failures(text: str) -> str:
    """From the heading of the failures on."""
    lines = text.splitlines()
    first = next((at for at, line in enumerate(lines) if re.search("=+ (FAILURES|ERRORS) =+", line)), 0)
    return "\n".join(lines[first:])


def show(text: str) -> None:
    """Code, or what a command has printed, in from the narrator's margin."""
    click.echo(textwrap.indent(f"\n{text}", "    "))
