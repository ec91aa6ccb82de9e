"""Which findings of probes have one cause: what several operations take from one place behind them is mended there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from assay.checks.answer import keys_of, place_in
from assay.model.contract import Contract, Operation, Parameter
from assay.model.finding import Finding
from assay.probes.bodies import media_of
from assay.probes.causes import MOST_PARTS

_COMMON = re.compile(
    r"accepts-(?!wrong-password)|ignores-accept|undeclared-method"
    r"|pages?-|wrong-total|wrong-order|order-not-|promised-order|filters?-|search-"
)
"""Rules about what an API does in one place for many operations: reading requests, letting callers in, listing.

Whose things are whose, and in which state, each operation decides for itself.
"""
MOST_PLACES = 8
"""Places in which a rule may be broken each for itself; in more of them, nothing keeps it."""
EVERYWHERE = "*"
"""What is shared by what has no other name."""
Key = tuple[str, str]
"""A rule, and what is shared."""


class Parts:
    """The parameters and named schemas that several operations of a contract have in common."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._operations = {one.name: one for one in contract.operations}
        self._names = Counter((one.place, one.name) for each in contract.operations for one in each.parameters)
        self._known: dict[tuple[str, str], str] = {}

    def of(self, rule: str, operation: str, where: str) -> str:
        """`query limit`, `#/components/schemas/Draft/stars`; empty for what an operation has for itself."""
        if _COMMON.match(rule) is None or operation not in self._operations:
            return ""
        key = (operation, where)
        if key not in self._known:
            found = self._operations[operation]
            self._known[key] = self._schema(found, where) if where.startswith("/") else self._parameter(found, where)
        return self._known[key]

    def _parameter(self, operation: Operation, where: str) -> str:
        place, _, name = where.partition(" ")
        own = next((one for one in operation.parameters if (one.place, one.name) == (place, name)), None)
        if own is None or self._names[own.place, own.name] < 2:
            return ""
        return where if sum(_alike(own, other) for each in self._others(operation) for other in each.parameters) else ""

    def _others(self, operation: Operation) -> Iterable[Operation]:
        return (one for one in self._contract.operations if one is not operation)

    def _schema(self, operation: Operation, where: str) -> str:
        media = media_of(operation)
        if media is None:
            return ""
        _, named = place_in(media.schema, keys_of(where), self._contract)
        home = "definitions" if self._contract.dialect == "2.0" else "components/schemas"
        return f"#/{home}/{named}/{where.rpartition('/')[2]}" if named else ""


def _alike(one: Parameter, other: Parameter) -> bool:
    return (one.place, one.name, one.schema) == (other.place, other.name, other.schema)


def groups(findings: Iterable[Finding], parts: Parts, asked: Mapping[Key, int]) -> dict[Key, list[Finding]]:
    """What is to be told as one, by rule and what is shared: each group stands in several operations.

    `asked` counts the operations in which a rule was asked about a part: where less than half of them have the mistake,
    it is in these, and not in what they share.
    """
    common = [one for one in findings if _COMMON.match(one.rule) and not one.also and not one.known]
    found = _by_part(common, parts, asked)
    taken = {id(one) for group in found.values() for one in group}
    alike: dict[Key, list[Finding]] = {}
    for one in common:
        if id(one) not in taken:
            alike.setdefault((one.rule, f"{EVERYWHERE} {one.where}"), []).append(one)
    found |= {key: group for key, group in alike.items() if len(_operations(group)) > MOST_PARTS}
    return _wide(found, common)


def _by_part(common: list[Finding], parts: Parts, asked: Mapping[Key, int]) -> dict[Key, list[Finding]]:
    found: dict[Key, list[Finding]] = {}
    for one in common:
        if part := parts.of(one.rule, one.operation, one.where):
            found.setdefault((one.rule, part), []).append(one)
    counts = {key: len(_operations(group)) for key, group in found.items()}
    return {key: group for key, group in found.items() if counts[key] > 1 and counts[key] * 2 >= asked.get(key, 0)}


def _wide(found: dict[Key, list[Finding]], common: list[Finding]) -> dict[Key, list[Finding]]:
    """The groups, but one for each rule that is broken in so many places that it is kept nowhere."""
    place_of = {id(one): key[1] for key, group in found.items() for one in group}
    places = {(one.rule, place_of.get(id(one), f"{one.operation} {one.where}")) for one in common}
    counts = Counter(rule for rule, _ in places)
    for rule in [name for name, count in counts.items() if count > MOST_PLACES]:
        group = [one for one in common if one.rule == rule]
        if len(_operations(group)) > MOST_PARTS:
            found = {key: one for key, one in found.items() if key[0] != rule} | {(rule, EVERYWHERE): group}
    return found


def _operations(group: Iterable[Finding]) -> set[str]:
    return {one.operation for one in group}
