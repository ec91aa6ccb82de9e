"""Stretches start in order, within a window, and one that ends the run keeps others from starting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from assay.engine.flow import Ending, Stretch
from assay.runtime.lanes import WINDOW, carry_all

Carry = Callable[[None, Stretch], Awaitable[Ending]]


@asynccontextmanager
async def no_tools() -> AsyncIterator[None]:
    yield


def carried(count: int, workers: int, carry: Carry) -> Ending:
    stretches = [Stretch(items=(), iterations=range(n, n + 1)) for n in range(count)]
    return asyncio.run(carry_all(stretches, workers=workers, tools=no_tools, carry=carry))


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_each_is_carried_once_and_starts_in_order(workers: int) -> None:
    started: list[int] = []

    async def carry(_: None, stretch: Stretch) -> Ending:
        started.append(stretch.iterations.start)
        await asyncio.sleep(0)
        return Ending()

    carried(50, workers, carry)
    assert started == list(range(50))


def test_nobody_overtakes_those_who_waited_for_a_slow_one() -> None:
    """The slow one's worker is free at the moment in which the others may go on, and must not go before them."""
    workers, started, open_now = 4, [], set()
    limit = workers * WINDOW
    most = 0

    async def carry(_: None, stretch: Stretch) -> Ending:
        nonlocal most
        number = stretch.iterations.start
        started.append(number)
        open_now.add(number)
        most = max(most, number - min(open_now))
        if number == 2:
            while len(started) < limit + 2:
                await asyncio.sleep(0)
            for _ in range(20):
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        open_now.discard(number)
        return Ending()

    carried(60, workers, carry)
    assert started == list(range(60))
    assert most < limit


def test_an_ending_keeps_others_from_starting_and_the_first_of_the_run_counts() -> None:
    started: list[int] = []

    async def carry(_: None, stretch: Stretch) -> Ending:
        number = stretch.iterations.start
        started.append(number)
        for _ in range(5 if number == 3 else 10 if number == 1 else 0):
            await asyncio.sleep(0)
        return Ending(error=f"failed at {number}") if number in (1, 3) else Ending()

    ending = carried(1000, 4, carry)
    assert ending.error in ("failed at 1", "failed at 3")
    assert len(started) < 100


def test_what_a_worker_raises_is_raised() -> None:
    async def carry(_: None, stretch: Stretch) -> Ending:
        raise LookupError(f"at {stretch.iterations.start}")

    with pytest.raises(LookupError):
        carried(10, 4, carry)
