"""Which cases are carried out: by rule, operation, tag and identity, and which part of them falls to this shard."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from assay.app.probing.options import ProbeOptions
from assay.model.case import Case
from assay.model.errors import UsageError
from assay.model.finding import Finding
from assay.probes.telling import telling_first

KINDS = ("rule", "operation", "tag", "identity", "case")


def in_order(cases: Iterable[Case], seed: int) -> tuple[Case, ...]:
    """The most telling first; a seed gives another order among equally telling ones."""

    def mixed(case: Case) -> str:
        return hashlib.sha256(f"{seed} {case.id}".encode()).hexdigest() if seed else case.id

    return telling_first(cases, mixed)


def chosen(cases: Iterable[Case], options: ProbeOptions, passive: Collection[str] = ()) -> tuple[Case, ...]:
    """The cases that were asked for, in their order. Raises UsageError for a filter that fits none.

    `passive` are the rules that have no cases, since they are judged by in passing.
    """
    found = tuple(cases)
    for option, patterns in (("--only", options.only), ("--skip", options.skip)):
        for pattern in patterns:
            named = pattern.removeprefix("rule:")
            if not any(fits(case, pattern) for case in found) and not any(_alike(one, named) for one in passive):
                raise _fits_none(found, pattern, option)
    kept = [case for case in found if not options.only or any(fits(case, one) for one in options.only)]
    kept = [case for case in kept if not is_skipped(case, options)]
    kept = [case for case in kept if not (options.safe and case.writes)]
    part, parts = options.shard
    return tuple(case for number, case in enumerate(kept) if number % parts == part - 1)


def is_skipped(case: Case, options: ProbeOptions) -> bool:
    """Whether nothing is left to ask of a case: one that judges by several rules is kept for those that are not named.

    What it finds by the others is not told.
    """
    return all(any(fits(case, pattern, (rule,)) for pattern in options.skip) for rule in case.rules)


def is_asked(finding: Finding, tags: tuple[str, ...], options: ProbeOptions) -> bool:
    """Whether what was found in passing is among what was asked for."""
    like = Case(probe="", rule=finding.rule, operation=finding.operation, what="", identity=finding.identity, tags=tags)
    if options.only and not any(fits(like, one) for one in options.only):
        return False
    return not any(fits(like, one) for one in options.skip)


def fits(case: Case, pattern: str, rules: tuple[str, ...] | None = None) -> bool:
    """Whether a case answers to `rule:NAME`, `operation:PATTERN`, `tag:NAME`, `identity:NAME`, or a plain pattern.

    With `rules`, whether it does by these of its rules.
    """
    kind, sign, rest = pattern.partition(":")
    values = _values(case) | ({"rule": (*rules, case.probe)} if rules is not None else {})
    if sign and kind in KINDS:
        return any(_alike(one, rest) for one in values[kind])
    return any(_alike(one, pattern) for group in values.values() for one in group)


def _alike(value: str, pattern: str) -> bool:
    """A value as it is, which may hold what patterns mean otherwise (`/v1/items[]`), or by the pattern."""
    return value == pattern or fnmatchcase(value, pattern)


def _values(case: Case) -> dict[str, tuple[str, ...]]:
    return {
        "rule": (*case.rules, case.probe),
        "operation": (case.operation, case.operation.partition(" ")[2]),
        "tag": case.tags,
        "identity": tuple(one for one in (case.identity, case.stranger) if one),
        "case": (case.id,),
    }


def _fits_none(cases: tuple[Case, ...], pattern: str, option: str) -> UsageError:
    """With the nearest that there is."""
    kind, sign, rest = pattern.partition(":")
    if sign and kind not in KINDS and kind.isalpha():
        near = difflib.get_close_matches(kind, KINDS, 1)
        if near:
            return UsageError(f"nothing answers to {pattern!r}", where=option, remedy=f"Did you mean {near[0]}:{rest}?")
    kinds, name = ((kind,), rest) if sign and kind in KINDS else (KINDS[:-1], pattern)
    known = {one: kind for case in cases for kind in kinds for one in _values(case)[kind]}
    near = difflib.get_close_matches(name, known, 1, 0.5)
    remedy = f"Did you mean {known[near[0]]}:{near[0]}?" if near else "See --list for what there is."
    return UsageError(f"nothing answers to {pattern!r}", where=option, remedy=remedy)
