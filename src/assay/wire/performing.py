"""Carries out acts on whatever takes them: a connection, or one stream of HTTP/2."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Protocol

from assay.model.stub.acts import Act, Acts, Close, HalfClose, Hold, Pause, Reset, Send

_SHARE = 64 * 1024
"""Bytes of one write that are handed over before the client is given time to take them."""


class Pipe(Protocol):
    """What acts are carried out on."""

    def send(self, data: bytes) -> None:
        """Hand bytes over to be sent."""

    async def taken(self) -> None:
        """Wait until there is room for more."""

    async def flushed(self) -> None:
        """Wait until everything was handed to the system."""

    def reset(self) -> None:
        """End with a TCP reset."""

    def close(self) -> None:
        """End in order."""

    def half_close(self) -> None:
        """Say that nothing more is sent."""

    def hold(self) -> None:
        """From now on nothing is done, and the client may leave."""


async def perform(acts: Acts | AsyncGenerator[Act, None], pipe: Pipe) -> bool:
    """Carry out the acts one after the other; whether the connection goes on afterwards. A Hold returns only by being
    cancelled: when the client leaves, or the longest time is over."""
    if isinstance(acts, AsyncGenerator):
        return await _performed_as_they_come(acts, pipe)
    try:
        for act in acts:
            if not await _carried_out(act, pipe):
                return False
    finally:
        closing = getattr(acts, "close", None)
        if closing is not None:
            closing()
    return True


async def _performed_as_they_come(acts: AsyncGenerator[Act, None], pipe: Pipe) -> bool:
    async with contextlib.aclosing(acts):
        async for act in acts:
            if not await _carried_out(act, pipe):
                return False
    return True


async def _carried_out(act: object, pipe: Pipe) -> bool:
    """Carry out one act; whether another one can follow."""
    match act:
        case Send(data):
            await _sent(data, pipe)
        case Pause(seconds):
            await asyncio.sleep(seconds)
        case HalfClose():
            await pipe.flushed()
            pipe.half_close()
        case Reset():
            await pipe.flushed()
            pipe.reset()
            return False
        case Close():
            pipe.close()
            return False
        case Hold():
            pipe.hold()
            await asyncio.get_running_loop().create_future()
        case _:
            raise TypeError(f"{type(act).__name__} is no act of a server")
    return True


async def _sent(data: bytes, pipe: Pipe) -> None:
    for start in range(0, len(data), _SHARE):
        pipe.send(data if len(data) <= _SHARE else data[start : start + _SHARE])
        await pipe.taken()
