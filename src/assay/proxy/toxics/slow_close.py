"""The end of the stream arrives later by `delay`."""

from __future__ import annotations

from assay.proxy.toxics.program import Chunk, Finish, Memory, Program, Send, Settings, Take, Toxic, Wait


class SlowClose(Settings, frozen=True, kw_only=True):
    """In milliseconds."""

    delay: int = 0


def run(settings: SlowClose, memory: Memory) -> Program:
    """Data goes straight on; the end waits from when it came."""
    del memory
    while isinstance(came := (yield Take()), Chunk):
        yield Send(came.data, came.at)
    yield Wait(came.taken + settings.delay / 1000)
    yield Finish()


TOXIC = Toxic(name="slow_close", summary="delays the end of the stream (milliseconds)", settings=SlowClose, run=run)
