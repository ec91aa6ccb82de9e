"""Which elements of two arrays belong together: by what they are called, by what they hold, by how alike they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from assay.contract.comparison.likeness import Likeness, Spent, alike
from assay.contract.comparison.paths import Paths

NAMES = (
    "id", "_id", "uuid", "guid", "key", "code", "sku", "slug", "number", "reference", "name", "username", "email",
    "href", "url", "path", "title", "@id", "@name",
)  # fmt: skip
"""Fields by which elements are known, the strongest first; any field that ends in id or Id comes after them."""
MOST_COMPARED = 250_000
"""Pairs of elements whose likeness is computed."""
ALIKE = 0.4
"""The least likeness of two elements that are taken for one that was changed."""


class Pairs(NamedTuple):
    """Index in the first and in the second array; the rest of either was removed or added."""

    together: list[tuple[int, int]]
    removed: list[int]
    added: list[int]


def pair(before: list[Any], after: list[Any], paths: Paths, likeness: Likeness) -> Pairs:
    """Pair two arrays as well as the budget allows; place by place where it allows nothing."""
    if len(before) == len(after) == 1:
        return Pairs([(0, 0)], [], [])
    try:
        return _Pairing(before, after, paths, likeness).all()
    except Spent:
        shared = min(len(before), len(after))
        return Pairs([(i, i) for i in range(shared)], [*range(shared, len(before))], [*range(shared, len(after))])


class _Pairing:
    def __init__(self, before: list[Any], after: list[Any], paths: Paths, likeness: Likeness) -> None:
        self._before = before
        self._after = after
        self._paths = paths
        self._likeness = likeness
        self._pairs: dict[int, int] = {}
        self._taken: set[int] = set()

    def all(self) -> Pairs:
        name, is_shared = known_by(self._before, self._after, self._paths)
        if name and is_shared:
            self._match(lambda value, _: value[name] if isinstance(value, dict) else None)
        else:
            self._trim()
        self._match(self._number)
        if not is_shared:
            self._by_likeness()
        self._by_place(name)
        return Pairs(
            sorted(self._pairs.items()),
            [i for i in range(len(self._before)) if i not in self._pairs],
            [j for j in range(len(self._after)) if j not in self._taken],
        )

    def _take(self, one: int, other: int) -> None:
        self._pairs[one] = other
        self._taken.add(other)

    def _trim(self) -> None:
        """Pair what is the same at the beginning and at the end."""
        size = min(len(self._before), len(self._after))
        start = 0
        while start < size and self._is_same(start, start):
            self._take(start, start)
            start += 1
        one, other = len(self._before) - 1, len(self._after) - 1
        while min(one, other) >= start and self._is_same(one, other):
            self._take(one, other)
            one, other = one - 1, other - 1

    def _is_same(self, one: int, other: int) -> bool:
        number = self._number(self._before[one], one)
        return number is not None and number == self._number(self._after[other], other)

    def _rest(self) -> tuple[list[int], list[int]]:
        return (
            [i for i in range(len(self._before)) if i not in self._pairs],
            [j for j in range(len(self._after)) if j not in self._taken],
        )

    def _number(self, value: Any, index: int) -> int | None:
        below = self._paths.into(str(index))
        return None if below is None else self._likeness.number(value, below)

    def _match(self, mark: Callable[[Any, int], Any]) -> None:
        """Pair what has the same mark, the earlier with the earlier."""
        lefts, rights = self._rest()
        waiting = defaultdict[Any, list[int]](list)
        for j in reversed(rights):
            waiting[mark(self._after[j], j)].append(j)
        for i in lefts:
            found = mark(self._before[i], i)
            if found is not None and waiting.get(found):
                self._take(i, waiting[found].pop())

    def _by_likeness(self) -> None:
        lefts, rights = self._rest()
        ones = self._objects(self._before, lefts)
        others = self._objects(self._after, rights)
        if not ones or not others or len(ones) * len(others) > MOST_COMPARED:
            return
        scored = [(alike(one, other), -abs(i - j), -i, -j) for i, one in ones.items() for j, other in others.items()]
        for score, _, i, j in sorted(scored, reverse=True):
            if score < ALIKE:
                return
            if -i not in self._pairs and -j not in self._taken:
                self._take(-i, -j)

    def _objects(self, values: list[Any], indices: Iterable[int]) -> dict[int, dict[str, int]]:
        found = {}
        for index in indices:
            below = self._paths.into(str(index))
            if isinstance(values[index], dict) and below is not None:
                found[index] = self._likeness.fields(values[index], below)
        return found

    def _by_place(self, name: str) -> None:
        """What is left over between the same neighbours was changed; but an object that is known by a name and does
        not come again, nor anything like it, was removed: another name is another thing."""
        free = defaultdict[int, list[int]](list)
        last = -1
        for j in range(len(self._after)):
            if j in self._taken:
                last = j
            else:
                free[last].append(j)
        last = -1
        for i in range(len(self._before)):
            if i in self._pairs:
                last = self._pairs[i]
            elif free[last] and not (name and isinstance(self._before[i], dict)):
                self._pairs[i] = free[last].pop(0)
        self._taken.update(self._pairs.values())


def known_by(before: Sequence[Any], after: Sequence[Any], paths: Paths) -> tuple[str, bool]:
    """The field by which the elements of both arrays are known (empty where there is none), and whether some value of
    it stands in both: where none does, the ids may be new each time.

    Each object has it, and no two of an array share its value.
    """
    ours, theirs = ([value for value in values if isinstance(value, dict)] for values in (before, after))
    below = paths.into("*")
    if not ours or not theirs or below is None:
        return "", False
    strongest = ""
    for name in _candidates(ours[0]):
        one, other = _values(ours, name), _values(theirs, name)
        if below.into(name) is None or not one or not other:
            continue
        if not one.isdisjoint(other):
            return name, True
        strongest = strongest or name
    return strongest, False


def _candidates(first: dict[str, Any]) -> list[str]:
    ending = [name for name in first if name not in NAMES and name.endswith(("_id", "Id", "ID", "-id"))]
    return [name for name in NAMES if name in first] + ending[:5]


def _values(elements: Sequence[dict[str, Any]], name: str) -> set[Any]:
    """The values of a field, where each element has its own; empty otherwise."""
    values = [element.get(name) for element in elements]
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for value in values):
        return set()
    unique = set(values)
    return unique if len(unique) == len(values) else set()
