"""The order of cases: the most telling first, and those that are much like earlier ones later, so that any budget sees
something of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from math import log2

from assay.model.case import Case

OF_A_RULE = 15
"""Of a case's weight, what each doubling of the cases of its rule before it takes,"""
OF_AN_OPERATION = 20
"""of those that are about the same operation as well,"""
OF_REQUESTS = 10
"""and each doubling of the requests that it takes."""


def telling_first(cases: Iterable[Case], tie: Callable[[Case], str] = lambda case: case.id) -> tuple[Case, ...]:
    """The same order for the same cases, whatever order they come in; `tie` decides between equally telling ones."""
    rules: Counter[str] = Counter()
    places: Counter[tuple[str, str]] = Counter()
    found: list[tuple[float, str, Case]] = []
    for case in sorted(cases, key=lambda one: (-one.weight, tie(one))):
        lost = OF_A_RULE * log2(1 + rules[case.rule]) + OF_AN_OPERATION * log2(1 + places[case.rule, case.operation])
        rules[case.rule] += 1
        places[case.rule, case.operation] += 1
        found.append((lost + OF_REQUESTS * log2(max(1, case.sends)) - case.weight, tie(case), case))
    return tuple(case for *_, case in sorted(found, key=lambda one: one[:2]))
