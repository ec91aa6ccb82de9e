"""Findings of one cause told as one: a mistake that many operations share is mended once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from assay.checks.declared import SERVER_ERROR
from assay.contract.comparison.volatile import settled
from assay.model.exchange import Exchange
from assay.model.finding import Finding

MOST_EXCHANGES = 10
"""Exchanges that a finding names."""
SHOWN = 3
"""Operations that are named in a message; the others are counted."""
MOST_PLACES = 12
"""Fields of one schema that have the same mistake each for itself."""
MOST_PARTS = 3
"""Operations or schemas that have the same mistake each for itself."""
_LONGEST = 2_000
Cause = tuple[str, str, str]
"""The rule, what the check saw, and the name of the place."""


def cause_of(finding: Finding, exchange: Exchange) -> Cause:
    """What findings of one cause have in common: the rule, what the check saw, and the name of the place.

    A failure of the server is known by what it answers, as far as that is the same each time.
    """
    place = finding.where.rpartition("/")[2]
    if finding.rule == SERVER_ERROR.name and exchange.response is not None:
        return finding.rule, finding.cause, f"{place} {likeness(exchange.response.body)}"
    return finding.rule, finding.cause, place


def widened(causes: Iterable[tuple[Cause, Finding]]) -> dict[Cause, Cause]:
    """For each cause the one that it is part of: what is wrong alike in many places is wrong in one behind them all.

    A header that one operation lacks is a mistake of that operation; one that all of them lack is not. So it is with
    failures whose answers look alike: two may be two mistakes, since most servers tell nothing of the cause.
    """
    alike: dict[Cause, dict[Cause, None]] = {}
    for cause, finding in causes:
        what, has_part, _ = finding.cause.partition(" of ")
        wide = (cause[0], what, cause[2]) if has_part else cause
        alike.setdefault(wide, {})[cause] = None
    places = Counter(cause[:2] for parts in alike.values() for cause in parts)
    return {one: _wide(one, wide, len(parts), places) for wide, parts in alike.items() for one in parts}


def _wide(one: Cause, wide: Cause, parts: int, places: Counter[tuple[str, str]]) -> Cause:
    if places[one[:2]] > MOST_PLACES:
        return (*one[:2], "")
    return wide if parts > MOST_PARTS else one


def likeness(body: bytes) -> str:
    """A text without what is another one each time: ids, moments, numbers, paths."""
    text = settled(body[:_LONGEST].decode("utf-8", "replace"))
    return re.sub(r"\w*\d\w*|/[\w./{}~-]+", "~", text)


def most_telling(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of what was found at one place in an answer, only that which stands on most, and is worst.

    A secret that is not declared breaks a schema that forbids further fields as well: that is one mistake.
    """
    best: dict[tuple[str, ...], Finding] = {}
    for one in findings:
        key = (one.operation, one.where) if one.where.startswith("/") else (one.operation, one.where, one.rule)
        if key not in best or _rank(one) < _rank(best[key]):
            best[key] = one
    return tuple(best.values())


def _rank(finding: Finding) -> tuple[bool, int, bool]:
    severities = ("critical", "high", "medium", "low", "info")
    return finding.basis == "inferred", severities.index(finding.severity), finding.rule == "schema-mismatch"


def united(findings: Iterable[Finding], shared: str = "") -> Finding:
    """One finding for several of one cause, known by what they share where that has a name.

    It is that of the operation whose name comes first, of those that are surest: a place in the contract is needed to
    mend, to show and to send it again, and this one stays the same when the mistake is found in further operations.
    """
    first, *others = sorted(findings, key=_first)
    if not others:
        return first
    names = list(dict.fromkeys(one.operation for one in (first, *others)))
    evidence = dict.fromkeys((*first.exchanges[:2], *(one.exchanges[0] for one in others if one.exchanges)))
    return msgspec.structs.replace(
        first,
        message=f"{first.message}{_extent(names, others)}",
        exchanges=tuple(evidence)[:MOST_EXCHANGES],
        also=tuple(names[1:]),
        shared=shared if len(names) > 1 else "",
    )


def _first(one: Finding) -> tuple[bool, bool, str, int, str]:
    return one.basis == "inferred", one.confidence != "confirmed", one.operation, len(one.where), one.where


def named(cause: Cause, finding: Finding) -> str:
    """What findings of a check share: its cause and place; nothing for failures, which are told apart by texts."""
    return "" if finding.rule == SERVER_ERROR.name or not cause[1] else f"{cause[1]} {cause[2]}".strip()


def _extent(names: list[str], others: list[Finding]) -> str:
    if len(names) == 1:
        places = list(dict.fromkeys(one.where for one in others))
        more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
        return f" The same at {', '.join(places[:SHOWN])}{more}."
    shown = ", ".join(names[1 : SHOWN + 1])
    more = f" and {len(names) - SHOWN - 1} more" if len(names) > SHOWN + 1 else ""
    return f" The same in {len(names)} operations: also {shown}{more}."
