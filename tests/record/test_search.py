"""Needles are found wherever they stand, however many there are."""

from __future__ import annotations

import random

import pytest

from assay.record.search import MANY, Needles


def naive(needles: dict[bytes, str], text: bytes) -> set[str]:
    return {owner for needle, owner in needles.items() if needle in text}


@pytest.mark.parametrize("count", [3, 40, 2 * MANY])
def test_as_if_each_was_looked_for(count: int) -> None:
    chance = random.Random(count)
    letters = b"abc"
    known = {bytes(chance.choices(letters, k=chance.randint(4, 20))): f"owner {n}" for n in range(count)}
    needles = Needles()
    for needle, owner in known.items():
        needles.add(owner, [needle])
    for size in (0, 1, 3, 4, 5, 7, 16, 17, 300, 301, 302, 303):
        text = bytes(chance.choices(letters, k=size))
        assert needles.owners(text) == naive(known, text)
    for needle, owner in known.items():
        for padding in range(4):
            assert owner in needles.owners(b"x" * padding + needle)
