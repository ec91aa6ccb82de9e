"""Every probe and check by name: our own, and those that other packages bring by entry point."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from assay.checks.check import Check
from assay.model.errors import InputError
from assay.model.rule import Rule
from assay.probes.probe import Probe

PROBES = (
    "negative.bodies",
    "negative.parameters",
    "negative.malformed",
    "negative.media",
    "negative.files",
    "negative.doubles",
    "negative.methods",
    "negative.overrides",
    "negative.queries",
    "negative.oversize",
    "negative.edges",
    "negative.orders",
    "negative.extremes",
    "negative.assignment",
    "negative.sql",
    "negative.traversal",
    "negative.reflection",
    "negative.formulas",
    "negative.fetching",
    "permissions.objects",
    "permissions.roles",
    "permissions.lists",
    "permissions.references",
    "permissions.tenants",
    "permissions.credentials",
    "permissions.signing",
    "permissions.logins",
    "permissions.sessions",
    "permissions.renewals",
    "permissions.gates",
    "permissions.existence",
    "permissions.keys",
    "lists.paging",
    "lists.totals",
    "lists.sorting",
    "lists.standard_order",
    "lists.filtering",
    "lists.searching",
    "state.creations",
    "state.updates",
    "state.resets",
    "state.replacing",
    "state.removals",
    "state.repeats",
    "state.duplicates",
    "state.races",
    "state.conditions",
    "state.transitions",
    "state.counts",
    "state.matches",
    "state.jobs",
    "state.locations",
    "state.outcomes",
    "sites.origins",
    "sites.redirects",
    "sites.strays",
)
"""Modules of `assay.probes` that have a PROBE."""
CHECKS = ("declared", "errors", "leaks", "exposure", "redirects", "slow", "headers")
"""Modules of `assay.checks` that have a CHECK."""
PROBE_GROUP = "assay.probes"
CHECK_GROUP = "assay.checks"


def probes() -> dict[str, Probe]:
    """All probes. Raises InputError where another package's cannot be loaded."""
    own = [cast("Probe", import_module(f"assay.probes.{name}").PROBE) for name in PROBES]
    return {one.name: one for one in (*own, *(cast("Probe", one) for one in _others(PROBE_GROUP, Probe)))}


def checks() -> dict[str, Check]:
    """All checks. Raises InputError where another package's cannot be loaded."""
    own = [cast("Check", import_module(f"assay.checks.{name}").CHECK) for name in CHECKS]
    return {one.name: one for one in (*own, *(cast("Check", one) for one in _others(CHECK_GROUP, Check)))}


def rules() -> dict[str, Rule]:
    """Every rule that some probe or check judges by, by name."""
    judges: list[Probe | Check] = [*probes().values(), *checks().values()]
    return {rule.name: rule for one in judges for rule in one.rules}


@cache
def _others(group: str, kind: type) -> tuple[object, ...]:
    """What other packages bring: what is installed is looked through once."""
    found: list[object] = []
    for entry in entry_points(group=group):
        where = f"entry point {entry.name} of {entry.dist.name if entry.dist else 'a package'}"
        try:
            loaded = entry.load()
        except Exception as problem:  # noqa: BLE001 - another package's code may raise anything
            raise InputError(f"cannot be loaded: {problem}", where=where, remedy="Update or remove it.") from None
        if not isinstance(loaded, kind):
            raise InputError(f"is no {kind.__name__}", where=where, remedy="See docs/how-to/write-a-probe.md.")
        found.append(loaded)
    return tuple(found)
