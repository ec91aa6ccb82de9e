"""Drift as findings: once for each operation and place, and once for what nearly every operation shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from assay.model.finding import Finding
from assay.trust.drift_rules import RULES, Difference

SHARED = 3
"""Operations from which on the same drift is told once."""
SEVERITIES = ("critical", "high", "medium", "low", "info")
_OF_ALL = frozenset({"drift-header", "drift-version", "drift-error", "drift-latency", "drift-media"})


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """One difference with the read that showed it."""

    operation: str
    difference: Difference
    twice: bool
    label: str = ""
    """What was wrong with the read on purpose: `an unknown id`."""
    exchanges: tuple[str, ...] = ()
    identity: str = ""


def findings(found: Iterable[Drift], names: tuple[str, str]) -> list[Finding]:
    """The findings; `names` are the environments'."""
    by_place: dict[tuple[str, str, str], Drift] = {}
    for one in found:
        key = (one.difference.rule, _where(one), one.operation)
        known = by_place.get(key)
        if known is None or _rank(one) < _rank(known):
            by_place[key] = one
    return list(_told(by_place, names))


def _told(found: Mapping[tuple[str, str, str], Drift], names: tuple[str, str]) -> Iterator[Finding]:
    alike: dict[tuple[str, ...], list[Drift]] = {}
    for one in found.values():
        alike.setdefault(_likeness(one), []).append(one)
    for group in alike.values():
        if len(group) >= SHARED and group[0].difference.rule in _OF_ALL:
            also = tuple(one.operation for one in group[1:])
            yield msgspec.structs.replace(_finding(group[0], names), also=also, shared=f"answers {_where(group[0])}")
        else:
            yield from (_finding(one, names) for one in group)


def _likeness(one: Drift) -> tuple[str, ...]:
    told = one.difference
    if told.rule == "drift-latency":
        return (told.rule,)
    if told.rule in ("drift-header", "drift-error") and "absent" in (told.before, told.after):
        return told.rule, _where(one), str(told.before == "absent")
    return told.rule, _where(one), told.before, told.after


def _where(one: Drift) -> str:
    return one.difference.where or (f"({one.label})" if one.label else "")


def _rank(one: Drift) -> tuple[bool, int]:
    return not one.difference.sure, SEVERITIES.index(one.difference.severity)


def _finding(one: Drift, names: tuple[str, str]) -> Finding:
    told = one.difference
    rule = RULES[told.rule]
    where, asked = _where(one), f"Asked with {one.label}: " if one.label else ""
    place = f"{where}: " if told.where else ""
    return Finding(
        rule=rule.name,
        title=rule.title,
        severity=told.severity,
        confidence="confirmed" if told.sure and one.twice else "suspected",
        basis="declared" if told.declared else rule.basis if told.sure else "inferred",
        operation=one.operation,
        where=where,
        identity=one.identity,
        message=f"{asked}{place}{told.before} in {names[0]}, {told.after} in {names[1]}.",
        cause=told.cause,
        exchanges=one.exchanges,
    )
