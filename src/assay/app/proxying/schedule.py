"""When faults act: always, for a while from the start, or for a while in each stretch of time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from assay.model.errors import UsageError


def check(active: float | None, every: float | None) -> None:
    """Raises UsageError where the two do not go together."""
    if every is not None and active is None:
        raise UsageError("--every says how often, and not for how long", where="--every", remedy="Add --for 30s.")
    if every is not None and active is not None and active >= every:
        raise UsageError("--for is not shorter than --every", where="--for", remedy="Faults would act all the time.")


async def keep(active: float | None, every: float | None, arm: Callable[[bool], Awaitable[None]]) -> None:
    """Call `arm` at each change, at first with True. Times in seconds. Ends when nothing changes any more."""
    await arm(True)
    if active is None:
        return
    while True:
        await asyncio.sleep(active)
        await arm(False)
        if every is None:
            return
        await asyncio.sleep(every - active)
        await arm(True)
