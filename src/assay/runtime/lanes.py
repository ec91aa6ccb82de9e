"""Hands stretches of a run to workers: one worker keeps them in order, several carry them side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from assay.engine.flow import Ending, Stretch

Tools = TypeVar("Tools")

WINDOW = 4
"""Stretches per worker between the oldest that is open and the newest: bounds what a merged report holds back."""


async def carry_all(
    stretches: Iterable[Stretch],
    *,
    workers: int,
    tools: Callable[[], AbstractAsyncContextManager[Tools]],
    carry: Callable[[Tools, Stretch], Awaitable[Ending]],
) -> Ending:
    """Carry every stretch, `workers` at a time, each worker with its own tools.

    A stretch that ends the run keeps further ones from starting; those under way come to their end. The first such
    ending in the order of the run is returned.
    """
    feed = Feed(stretches, workers * WINDOW)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work(feed, tools, carry))
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return min(feed.endings, key=lambda one: one[0])[1] if feed.endings else Ending()


async def work(
    feed: Feed,
    tools: Callable[[], AbstractAsyncContextManager[Tools]],
    carry: Callable[[Tools, Stretch], Awaitable[Ending]],
) -> None:
    """One worker: stretch after stretch with the same tools."""
    async with tools() as mine:
        while (taken := await feed.take()) is not None:
            number, stretch = taken
            await feed.done(number, await carry(mine, stretch))


class Feed:
    """Hands out stretches in order, and waits while the oldest open one is too far behind.

    None starts before all earlier ones have: whoever puts the events of lanes in order relies on that.
    """

    def __init__(self, stretches: Iterable[Stretch], limit: int) -> None:
        self.stretches = iter(enumerate(stretches))
        self.limit = limit
        self.open: set[int] = set()
        self.turn = 0
        """The number that may start next."""
        self.moved = asyncio.Condition()
        self.endings: list[tuple[int, Ending]] = []

    async def take(self) -> tuple[int, Stretch] | None:
        """The next stretch with its number, or None when no other may start."""
        async with self.moved:
            taken = None if self.endings else next(self.stretches, None)
            if taken is None:
                return None
            self.open.add(taken[0])
            await self.moved.wait_for(lambda: self.endings or self.may_start(taken[0]))
            self.turn = taken[0] + 1
            self.moved.notify_all()
            return None if self.endings else taken

    def may_start(self, number: int) -> bool:
        """Whether it is this one's turn, and the oldest that is open is near enough."""
        return number == self.turn and number - min(self.open) < self.limit

    async def done(self, number: int, ending: Ending) -> None:
        """A stretch is over."""
        async with self.moved:
            self.open.discard(number)
            if ending.bailed or ending.error:
                self.endings.append((number, ending))
            self.moved.notify_all()
