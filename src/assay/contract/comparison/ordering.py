"""The fewest elements that have to move for two sequences to be in the same order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def moved(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """The positions in `pairs` (index in one sequence, index in the other; sorted by the first) that have to move."""
    tails: list[int] = []
    ends: list[int] = []
    links: list[int] = []
    for at, (_, other) in enumerate(pairs):
        place = bisect_left(tails, other)
        links.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [other]
        ends[place : place + 1] = [at]
    staying = set[int]()
    at = ends[-1] if ends else -1
    while at >= 0:
        staying.add(at)
        at = links[at]
    return set(range(len(pairs))) - staying
