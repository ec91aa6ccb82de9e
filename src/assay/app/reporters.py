"""Every report by the names that options give it, and what each run is asked to make."""

from __future__ import annotations

import difflib

from assay.app.options import Report, RunOptions
from assay.model.errors import UsageError
from assay.report.kinds import KINDS

CONSOLE = "console"
NEWMAN_JSON = "newman-json"
REPORTERS = {
    "cli": CONSOLE,
    "json": NEWMAN_JSON,
    "junit": "junit",
    "html": "html",
    "assay": "json",
    "markdown": "markdown",
    "sarif": "sarif",
    "ctrf": "ctrf",
    "github": "github",
}
"""`-r` has Newman's names: there `json` is Newman's own structure."""
FILES = {NEWMAN_JSON: "newman-run-report.json", "junit": "newman-run-report.xml", "html": "newman-run-report.html"}
"""The names that Newman's users look for; other reports have one after their kind."""
LIVE = frozenset({"cli", "progress", "emojitrain"})
"""Reporters that speak while the run goes on."""


def planned(options: RunOptions) -> tuple[Report, ...]:
    """The reports to make from the log when the run is over. Raises UsageError for one that nobody knows."""
    asked = [from_reporter(name, options) for name in dict.fromkeys(options.reporters) if name not in LIVE]
    return (*asked, *(from_report(text) for text in options.report))


def from_reporter(name: str, options: RunOptions) -> Report:
    """One name of `-r`, with its options."""
    if name not in REPORTERS:
        raise unknown(name, "-r", (*REPORTERS, "progress"))
    given = {**options.reporter.get("", {}), **options.reporter.get(name, {})}
    kind = REPORTERS[name]
    path = given.get("export")
    return Report(kind=kind, path=path if isinstance(path, str) else "", options=given)


def from_report(text: str) -> Report:
    """One `--report KIND[=PATH]`."""
    kind, sign, path = text.partition("=")
    known = (CONSOLE, *(name for name in KINDS if name != NEWMAN_JSON))
    if kind not in known:
        raise unknown(kind, "--report", known)
    if sign and not path:
        raise UsageError(f"no path after {kind}=", where="--report", remedy=f"Write {kind}=FILE, or {kind} alone.")
    return Report(kind=kind, path=path or None)


def unknown(name: str, option: str, known: tuple[str, ...]) -> UsageError:
    """A reporter that there is not. Newman's plugins are npm packages, which we cannot load."""
    near = difflib.get_close_matches(name, known, 1)
    if near:
        remedy = f"Did you mean {near[0]}?"
    else:
        remedy = f"Newman's reporters from npm cannot be loaded; there are: {', '.join(known)}."
    return UsageError(f"unknown reporter {name!r}", where=option, remedy=remedy)


def default_file(kind: str) -> str:
    """The name of a report's file where none is given."""
    return FILES.get(kind) or f"assay-report.{KINDS[kind].suffix if kind in KINDS else 'txt'}"


def speaks_live(options: RunOptions) -> bool:
    """Whether the console tells of the run while it goes on: not when a report has the standard output to itself."""
    alone = any("=" not in text for text in options.report)
    return "cli" in options.reporters and not options.silent and not alone
