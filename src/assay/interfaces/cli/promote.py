"""`assay promote`: pytest code from a collection, proposed first, then written and merged."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from assay.interfaces.cli.values import SECONDS
from assay.model.errors import Exit

if TYPE_CHECKING:
    from assay.app.promoting.promote import Promotion
    from assay.report.style import Style

EXAMPLES = """\b
Examples:
  assay promote shop.json -e local.json
  assay promote shop.json -e local.json --out tests/api
  assay promote shop.json -e local.json --out tests/api --contract openapi.yaml --negative --permissions
  assay promote shop.json -e local.json --out tests/api --check

\b
Exit codes:
  0  proposed or written; with --check: collection and code agree
  1  --check: they have drifted, or a conflict waits for you
  2  wrong usage, or an input that cannot be read
  3  the API could not be reached, or the time of --max-time was over
"""
MOST = 60
_WORTH_A_LOOK = ("conflict:", "refused:", "lost:", "not promoted:", "not removed afterwards:", "Not to be promoted:")


@click.command("promote", epilog=EXAMPLES, short_help="pytest code from a collection, proven to judge alike")
@click.argument("collection", required=False)
@click.option("-e", "--environment", metavar="FILE", help="A Postman environment.")
@click.option("--out", metavar="DIR", help="Write the suite there; without it, only propose.")
@click.option(
    "--contract", metavar="FILE", help="An OpenAPI document: schema checks, and a read-back after each write."
)
@click.option(
    "--client",
    type=click.Choice(["requests", "httpx", "httpx2", "niquests"]),
    default="httpx",
    help="The HTTP client of the tests.  [httpx]",
)
@click.option("--folder", multiple=True, metavar="NAME", help="Only this folder or request; repeatable.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Only requests whose name or path matches; repeatable.")
@click.option(
    "--stable", type=click.IntRange(0), default=0, metavar="N", help="Only what was green in the last N runs."
)
@click.option("--log", metavar="FILE", help="Take the answers from this log of a past run; nothing is sent.")
@click.option(
    "--strict-schema", is_flag=True, help="Schema checks that refuse fields which the contract does not name."
)
@click.option(
    "--negative", is_flag=True, help="Tests of what the contract forbids: missing, wrong type, bounds, pages."
)
@click.option("--permissions", is_flag=True, help="Tests of who may do what, for the identities of the project.")
@click.option(
    "--identities", metavar="FILE", help="Identities in YAML, TOML or JSON, in the place of those in assay.toml."
)
@click.option(
    "--finding", metavar="FINGERPRINT", help="Add a test of this finding of assay probe, from its --log, to --out."
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where collection and code have drifted.")
@click.option("--no-proof", is_flag=True, help="Do not hold translations against the sandbox.")
@click.option("--env", metavar="NAME", help="The [environment.NAME] of assay.toml.")
@click.option("--url", metavar="URL", help="Where the API is.")
@click.option("--config", metavar="FILE", help="assay.toml.  [searched upwards]")
@click.option("--env-var", multiple=True, metavar="KEY=VALUE", help="A variable of the environment; repeatable.")
@click.option("--max-time", type=SECONDS, metavar="S", help="Time for the whole command, as 90s or 2m.")
@click.option("--quiet", is_flag=True, help="Only what waits for a person: no account, no progress.")
@click.option("--color", type=click.Choice(["auto", "always", "never", "on", "off"]), default="auto", help="Colour.")
@click.option("--json", "as_json", is_flag=True, help="Tell everything as JSON.")
def command(
    as_json: bool, no_proof: bool, quiet: bool, color: str, env_var: tuple[str, ...], finding: str | None, **given: Any
) -> int:
    """Propose what of COLLECTION to promote, ranked with reasons; with --out, write it as a pytest suite.

    A second run merges: what you edited stays, what nobody touched follows the collection, a true conflict is marked.
    """
    if finding is not None:
        from assay.interfaces.cli.promote_finding import promote_finding

        return promote_finding(finding, given["log"], given["out"], quiet=quiet)
    from assay.app.promoting.options import PromoteOptions
    from assay.app.promoting.promote import drifted, promote
    from assay.interfaces.cli.progress import Progress
    from assay.interfaces.cli.streams import Output
    from assay.interfaces.cli.terminal import style

    if given["check"] and not given["out"]:
        raise click.UsageError("--check needs --out: the folder that was written")
    options = PromoteOptions(proof=not no_proof, env_var=tuple(map(_pair, env_var)), **given)
    progress = Progress(sys.stderr, shown=sys.stderr.isatty() and not quiet)
    try:
        found = promote(options, progress.stage)
    finally:
        progress.clear()
    out = Output(sys.stdout)
    page = painted(told(found, options.check, quiet=quiet), style(color, sys.stdout))
    out.write(document(found) if as_json else "\n".join(page) + "\n")
    out.flush()
    return Exit.FINDINGS if options.check and drifted(found) else Exit.CLEAN


def _pair(text: str) -> tuple[str, str | None]:
    key, equals, value = text.partition("=")
    return key, value if equals else None


def told(found: Promotion, check: bool, *, quiet: bool = False) -> list[str]:
    """The page for a person."""
    from assay.report.clean import line

    account = [] if quiet else _account(found)
    lines = _proposal(found, account) if found.outcome is None else _written(found, check, account)
    return [line(one) for one in lines]


def painted(lines: list[str], style: Style) -> list[str]:
    """What happened stands out, and what somebody should look at."""
    return [
        style.paint(one, "bold")
        if at == 0
        else style.paint(one, "yellow")
        if one.lstrip().startswith(_WORTH_A_LOOK)
        else one
        for at, one in enumerate(lines)
    ]


def _proposal(found: Promotion, account: list[str]) -> list[str]:
    good = [one for one in found.choices if one.promoted]
    rest = [one for one in found.choices if not one.promoted]
    lines = [f"{len(good)} of {len(found.choices)} requests of {found.name} are worth promoting, the best first:", ""]
    width = min(44, max((len(one.name) for one in good), default=10))
    for rank, one in enumerate(good[:MOST], 1):
        told = "; ".join(one.reasons) + (f"  (but {'; '.join(one.against)})" if one.against else "")
        lines.append(f"{rank:4}  {one.name[:width]:{width}}  {told}")
    lines += [f"      … and {len(good) - MOST:,} more; --json lists all of them"] if len(good) > MOST else []
    if rest:
        lines += ["", "Not to be promoted:"]
        lines += [f"      {one.name[:width]:{width}}  {'; '.join(one.against)}" for one in rest[:MOST]]
    return [*lines, "", *account, *([""] if account else []), "Write them with --out DIR."]


def _account(found: Promotion) -> list[str]:
    told = found.account
    lines = [f"Assertions: {told.translated} of {told.assertions} translated to Python."]
    if found.proof is not None:
        lines += found.proof.told()
    if told.lines:
        counts = ", ".join(f"{count} {fate}" for fate, count in sorted(told.lines.items()) if fate != "blank")
        lines.append(f"Lines of scripts: {counts}.")
    for one in told.places[:MOST]:
        lines.append(f"  {one.request}, {one.listen} script, line {one.line}: {one.fate}: {one.why}")
    if len(told.places) > MOST:
        lines.append(f"  … and {len(told.places) - MOST:,} more; --json lists all of them")
    return lines


def _written(found: Promotion, check: bool, account: list[str]) -> list[str]:
    assert found.outcome is not None
    assert found.suite is not None
    changes = found.outcome.changes
    lines = []
    if check:
        lines += [
            f"{one.kind}: {one.path}{f'::{one.name}' if one.name else ''}{f' ({one.note})' if one.note else ''}"
            for one in found.outcome.drifted
        ]
        return lines or [f"{found.folder} is what {found.name} would be promoted to today."]
    tests = sum(block.kind == "test" for module in found.suite.modules for block in module.blocks)
    lines.append(
        f"{found.folder}: {tests} tests in {len(found.suite.modules) - 1} files, {len(found.written)} files written."
    )
    worth = [one for one in changes if one.kind not in ("added",)]
    for one in worth[:MOST]:
        lines.append(
            f"  {one.kind}: {one.path}{f'::{one.name}' if one.name else ''}{f' ({one.note})' if one.note else ''}"
        )
    lines += [f"note: {one}" for one in found.notes]
    lines += [f"not removed afterwards: {one}" for one in found.suite.not_cleaned]
    lines += [f"lost: {where}: {what}" for where, what in found.suite.losses]
    lines += [
        f"not promoted: {one.name}: {one.against[0]}" for one in found.choices if not one.promoted and one.against
    ]
    needed = [one.env for one in found.suite.settings if one.default is None]
    lines += account
    if needed:
        lines.append(f"The tests need in their environment: {', '.join(needed)}.")
    return lines


def document(found: Promotion) -> str:
    """Everything as one JSON object."""
    from msgspec import to_builtins

    value = {
        "collection": found.name,
        "choices": [to_builtins(one) for one in found.choices],
        "account": to_builtins(found.account),
        "failed": list(found.failed),
        "proof": str(found.proof) if found.proof is not None else None,
        "folder": str(found.folder) if found.folder else None,
        "written": [str(path) for path in found.written],
        "changes": [to_builtins(one) for one in found.outcome.changes] if found.outcome else [],
        "losses": [{"where": where, "what": what} for where, what in found.suite.losses] if found.suite else [],
        "not_cleaned": list(found.suite.not_cleaned) if found.suite else [],
        "notes": list(found.notes),
        "environment": [to_builtins(one) for one in found.suite.settings] if found.suite else [],
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
