"""What differs between two JSON values, place by place."""

from __future__ import annotations

from typing import Any

from assay.contract.comparison.difference import Difference, Differences, Gathering, Rules
from assay.contract.comparison.likeness import Likeness, kind_of
from assay.contract.comparison.ordering import moved
from assay.contract.comparison.pairing import pair
from assay.contract.comparison.paths import Paths, escaped, paths
from assay.contract.comparison.volatile import is_volatile

DEEPEST = 150
"""Levels that are told apart; a value below them is one difference."""


class TooDeep(Exception):
    """The values nest deeper than can be compared."""


def differences(before: Any, after: Any, rules: Rules | None = None) -> Differences:
    """The differences between two values as `json.loads` gives them, in document order.

    Elements of arrays are paired by what they are called or hold, so that one that was put in front is one difference.
    """
    walk = _Walk(rules or Rules())
    walk.values(before, after, walk.start)
    return walk.gathering.all()


class _Place:
    """Where the walk is: in both values, and what is to be left out below."""

    __slots__ = ("after", "before", "depth", "name", "paths", "pattern")

    def __init__(self, before: str, after: str, pattern: str, name: str, paths: Paths, depth: int) -> None:
        self.before = before
        self.after = after
        self.pattern = pattern
        self.name = name
        self.paths = paths
        self.depth = depth

    @property
    def to(self) -> str:
        return self.after if self.after != self.before else ""


class _Walk:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.gathering = Gathering()
        self.likeness = Likeness(rules)
        self.start = _Place("", "", "", "", paths(rules.ignore), 0)

    def values(self, before: Any, after: Any, place: _Place) -> None:
        """Two values that belong together."""
        if place.depth >= DEEPEST:
            raise TooDeep
        if isinstance(before, dict) and isinstance(after, dict):
            self._objects(before, after, place)
        elif isinstance(before, list) and isinstance(after, list):
            self._arrays(before, after, place)
        elif kind_of(before) != kind_of(after):
            self._add(Difference(pointer=place.before, kind="type changed", before=before, after=after, to=place.to))
        elif before != after:
            self._scalars(before, after, place)

    def _add(self, difference: Difference) -> None:
        self.gathering.add(difference)

    def _scalars(self, before: Any, after: Any, place: _Place) -> None:
        both = (before, after)
        if self.rules.ignore_volatile and all(is_volatile(value, place.name) for value in both):
            self.gathering.leave_out(place.pattern)
        else:
            self._add(Difference(pointer=place.before, kind="changed", before=before, after=after, to=place.to))

    def _objects(self, before: dict[str, Any], after: dict[str, Any], place: _Place) -> None:
        for name in {**before, **after}:
            inner = self._field(name, place)
            if inner is None:
                if name not in before or name not in after or before[name] != after[name]:
                    self.gathering.leave_out(f"{place.pattern}/{escaped(name)}")
            elif name not in after:
                self._add(Difference(pointer=inner.before, kind="removed", before=before[name], to=inner.to))
            elif name not in before:
                self._add(Difference(pointer=inner.after, kind="added", after=after[name]))
            else:
                self.values(before[name], after[name], inner)

    def _field(self, name: str, place: _Place) -> _Place | None:
        below = place.paths.into(name)
        if below is None:
            return None
        token = escaped(name)
        return _Place(
            f"{place.before}/{token}",
            f"{place.after}/{token}",
            f"{place.pattern}/{token}",
            name,
            below,
            place.depth + 1,
        )

    def _arrays(self, before: list[Any], after: list[Any], place: _Place) -> None:
        pairs = pair(before, after, place.paths, self.likeness)
        displaced = set[int]() if self.rules.ignore_order else moved(pairs.together)
        removed = set(pairs.removed)
        together = iter(enumerate(pairs.together))
        for i in range(len(before)):
            if i in removed:
                self._alone("removed", before[i], i, place)
                continue
            at, (_, j) = next(together)
            self._elements(before[i], after[j], (i, j), at in displaced, place)
        for j in pairs.added:
            self._alone("added", after[j], j, place)

    def _alone(self, kind: Any, value: Any, index: int, place: _Place) -> None:
        if place.paths.into(str(index)) is None:
            self.gathering.leave_out(f"{place.pattern}/*")
        elif kind == "removed":
            self._add(Difference(pointer=f"{place.before}/{index}", kind=kind, before=value))
        else:
            self._add(Difference(pointer=f"{place.after}/{index}", kind=kind, after=value))

    def _elements(self, before: Any, after: Any, at: tuple[int, int], is_displaced: bool, place: _Place) -> None:
        below = place.paths.into(str(at[0]))
        if below is None:
            if before != after:
                self.gathering.leave_out(f"{place.pattern}/*")
            return
        one, other = f"{place.before}/{at[0]}", f"{place.after}/{at[1]}"
        if is_displaced:
            self._add(Difference(pointer=one, kind="moved", before=before, after=after, to=other))
        self.values(before, after, _Place(one, other, f"{place.pattern}/*", "", below, place.depth + 1))
