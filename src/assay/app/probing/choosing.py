"""Which cases are carried out: by rule, operation, tag and identity, and which part of them falls to this shard."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from assay.app.probing.options import ProbeOptions
from assay.model.case import Case
from assay.model.errors import UsageError

KINDS = ("rule", "operation", "tag", "identity", "case")


def chosen(cases: Iterable[Case], options: ProbeOptions) -> tuple[Case, ...]:
    """The cases that were asked for, in their order. Raises UsageError for a filter that fits none."""
    found = tuple(cases)
    for pattern in (*options.only, *options.skip):
        if not any(fits(case, pattern) for case in found):
            raise UsageError(f"nothing answers to {pattern!r}", where="--only, --skip", remedy="See --list.")
    kept = [case for case in found if not options.only or any(fits(case, one) for one in options.only)]
    kept = [case for case in kept if not any(fits(case, one) for one in options.skip)]
    kept = [case for case in kept if not (options.safe and case.writes)]
    part, parts = options.shard
    return tuple(case for number, case in enumerate(kept) if number % parts == part - 1)


def fits(case: Case, pattern: str) -> bool:
    """Whether a case answers to `rule:NAME`, `operation:PATTERN`, `tag:NAME`, `identity:NAME`, or a plain pattern."""
    kind, sign, rest = pattern.partition(":")
    values = _values(case)
    if sign and kind in KINDS:
        return any(fnmatchcase(one, rest) for one in values[kind])
    return any(fnmatchcase(one, pattern) for group in values.values() for one in group)


def _values(case: Case) -> dict[str, tuple[str, ...]]:
    return {
        "rule": (case.rule, case.probe),
        "operation": (case.operation, case.operation.partition(" ")[2]),
        "tag": case.tags,
        "identity": tuple(one for one in (case.identity, case.stranger) if one),
        "case": (case.id,),
    }
