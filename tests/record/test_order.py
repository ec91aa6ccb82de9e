"""Lanes side by side read as if they had run one after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from assay.model.event import Record
from assay.record.order import ordered

from .lines import ended, iteration, logged, started


def lane(number: int, part: int = 0, length: int = 3) -> list[Record]:
    first, last = iteration(number, part)
    return [first, *(logged(step, iteration=number, part=part) for step in range(length)), last]


def shuffled(lanes: list[list[Record]], width: int, seed: int) -> list[Record]:
    """Lanes in flight at once, at most `width`, begun in order."""
    chance = random.Random(seed)  # a repeatable order, not a secret
    waiting = [list(lane) for lane in lanes]
    out: list[Record] = []
    flying: list[list[Record]] = []
    while waiting or flying:
        while waiting and len(flying) < width:
            flying.append(waiting.pop(0))
            out.append(flying[-1].pop(0))
        chosen = chance.choice(flying)
        out.append(chosen.pop(0))
        if not chosen:
            flying.remove(chosen)
    return out


@pytest.mark.parametrize("seed", range(20))
def test_lanes_come_one_after_the_other(seed: int) -> None:
    lanes = [lane(number) for number in range(12)]
    mixed = [started(), *shuffled(lanes, 4, seed), ended()]
    assert list(ordered(mixed)) == [started(), *(record for one in lanes for record in one), ended()]


@pytest.mark.parametrize("seed", range(10))
def test_parts_come_in_their_order_within_an_iteration(seed: int) -> None:
    lanes = [lane(number, part) for number in range(4) for part in range(3)]
    mixed = shuffled(lanes, 5, seed)
    assert list(ordered(mixed)) == [record for one in lanes for record in one]


def test_what_is_next_is_not_held_back() -> None:
    def live() -> Iterator[Record]:
        yield from lane(0)[:2]
        yield lane(1)[0]
        raise AssertionError("was asked for more before what was there had been handed out")

    records = ordered(live())
    assert [next(records), next(records)] == lane(0)[:2]


def test_lanes_that_never_ended_are_not_lost() -> None:
    lanes = [lane(number)[:-1] for number in range(3)]
    mixed = [lanes[0][0], lanes[1][0], lanes[2][0], lanes[2][1], lanes[1][1], lanes[0][1]]
    assert list(ordered(mixed)) == [*lanes[0][:2], *lanes[1][:2], *lanes[2][:2]]
    assert list(ordered([*mixed, ended()]))[-1] == ended()


def test_a_straggler_does_not_stop_the_line() -> None:
    late = logged("late", iteration=0)
    records = [*lane(0), late, *lane(1), *lane(2)]
    assert list(ordered(records)) == records
