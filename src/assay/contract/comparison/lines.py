"""What differs between two texts, line by line, in a time that grows with their length alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from assay.contract.comparison.difference import Difference, Differences, Gathering, Rules
from assay.contract.comparison.ordering import moved
from assay.contract.comparison.volatile import settled

LONGEST = 10_000
"""Characters of a line that is looked through for what is volatile."""


def line_differences(before: str, after: str, rules: Rules) -> Differences:
    """The differences, each at `line N` of the first text or, where it was added, of the second."""
    found = Gathering()
    texts = _Texts(before.split("\n"), after.split("\n"), rules.ignore_volatile)
    if before != after and texts.one == texts.other:
        found.leave_out("what looks volatile in its lines")
    for difference in texts.in_any_order() if rules.ignore_order else texts.in_order():
        found.add(difference)
    return found.all()


class _Texts:
    """Two texts as they are shown, and as they are compared."""

    def __init__(self, ours: list[str], theirs: list[str], is_settled: bool) -> None:
        self.ours = ours
        self.theirs = theirs
        self.one = _settled(ours) if is_settled else ours
        self.other = _settled(theirs) if is_settled else theirs

    def in_any_order(self) -> Iterator[Difference]:
        """Lines that one of the texts does not hold as often as the other."""
        missing, surplus = Counter(self.one), Counter(self.other)
        missing, surplus = missing - surplus, surplus - missing
        for i, line in enumerate(self.one):
            if missing[line] > 0:
                missing[line] -= 1
                yield self._removed(i)
        for j, line in enumerate(self.other):
            if surplus[line] > 0:
                surplus[line] -= 1
                yield self._added(j)

    def in_order(self) -> Iterator[Difference]:
        """Line by line between those that stand in both texts in the same order."""
        i, i_last, j, j_last = self._trimmed(0, len(self.one), 0, len(self.other))
        for i_next, j_next in (*self._anchors(range(i, i_last), range(j, j_last)), (i_last, j_last)):
            yield from self._stretch(i, i_next, j, j_next)
            i, j = i_next + 1, j_next + 1

    def _anchors(self, ones: range, others: range) -> list[tuple[int, int]]:
        places = defaultdict[str, list[int]](list)
        for j in reversed(others):
            places[self.other[j]].append(j)
        pairs = [(i, places[self.one[i]].pop()) for i in ones if places.get(self.one[i])]
        astray = moved(pairs)
        return [pair for at, pair in enumerate(pairs) if at not in astray]

    def _trimmed(self, i: int, i_end: int, j: int, j_end: int) -> tuple[int, int, int, int]:
        """The stretch without what is the same at its beginning and its end."""
        while i < i_end and j < j_end and self.one[i] == self.other[j]:
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and self.one[i_end - 1] == self.other[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
        return i, i_end, j, j_end

    def _stretch(self, i: int, i_end: int, j: int, j_end: int) -> Iterator[Difference]:
        """What stands between two lines that are the same."""
        i, i_end, j, j_end = self._trimmed(i, i_end, j, j_end)
        while i < i_end and j < j_end:
            if self.one[i] != self.other[j]:
                yield self._changed(i, j)
            i, j = i + 1, j + 1
        yield from map(self._removed, range(i, i_end))
        yield from map(self._added, range(j, j_end))

    def _changed(self, i: int, j: int) -> Difference:
        to = place(j) if i != j else ""
        return Difference(pointer=place(i), kind="changed", before=self.ours[i], after=self.theirs[j], to=to)

    def _removed(self, i: int) -> Difference:
        return Difference(pointer=place(i), kind="removed", before=self.ours[i])

    def _added(self, j: int) -> Difference:
        return Difference(pointer=place(j), kind="added", after=self.theirs[j])


def _settled(lines: Sequence[str]) -> list[str]:
    return [settled(line) if len(line) <= LONGEST else line for line in lines]


def place(index: int) -> str:
    """A line as it is counted by people."""
    return f"line {index + 1}"
