"""Finds which of many needles stand in a text, at a cost that hardly grows with their number."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

GRAM = 8
REACH = 2 * GRAM - 1
"""A needle of this many bytes covers one aligned gram wherever it stands, so grams at multiples of 8 find it."""

HEAD = 4
"""No needle is shorter; a short one is found by its first bytes, wherever they stand."""

FEW = 12
"""Needles up to which looking for each by itself is faster."""
MANY = 400
"""Short needles from which looking at each place of the text is faster than looking for each needle."""


class Needles:
    """A set of needles, each owned by a name; `owners` tells whose needles stand in a text."""

    def __init__(self) -> None:
        self._all: dict[bytes, str] = {}
        self._short: list[bytes] = []
        self._heads: dict[int, list[bytes]] = {}
        self._grams: dict[int, list[bytes]] = {}

    def add(self, owner: str, needles: Iterable[bytes]) -> None:
        """Add needles. One that another owner has already stays his: both are found by the same text."""
        for needle in needles:
            if needle in self._all:
                continue
            self._all[needle] = owner
            if len(needle) < REACH:
                self._short.append(needle)
                self._heads.setdefault(int.from_bytes(needle[:HEAD], sys.byteorder), []).append(needle)
                continue
            for gram in _grams(needle):
                self._grams.setdefault(gram, []).append(needle)

    def owners(self, text: bytes) -> set[str]:
        """The owners of all needles that stand in the text."""
        if len(self._all) <= FEW:
            return {owner for needle, owner in self._all.items() if needle in text}
        short = self._short if len(self._short) < MANY else self._beginning_in(text)
        found = {self._all[needle] for needle in short if needle in text}
        grams = memoryview(text)[: len(text) // GRAM * GRAM].cast("Q")
        return found | {self._all[needle] for needle in _candidates(self._grams, grams) if needle in text}

    def _beginning_in(self, text: bytes) -> set[bytes]:
        """The short needles whose first bytes stand in the text."""
        view, begun = memoryview(text), set[bytes]()
        for start in range(HEAD):
            end = start + max(len(text) - start, 0) // HEAD * HEAD
            begun |= _candidates(self._heads, view[start:end].cast("I"))
        return begun


def _candidates(index: dict[int, list[bytes]], grams: memoryview[int]) -> set[bytes]:
    if index.keys().isdisjoint(grams):
        return set()
    return {needle for gram in grams for needle in index.get(gram, ())}


def _grams(needle: bytes) -> Iterator[int]:
    """The grams of the needle's last bytes: tokens of one kind begin alike and end differently."""
    tail = needle[-REACH:]
    return (int.from_bytes(tail[at : at + GRAM], sys.byteorder) for at in range(GRAM))
