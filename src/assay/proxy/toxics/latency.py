"""Every byte arrives later by `latency`, give or take `jitter`, in order and without a limit on the rate."""

from __future__ import annotations

from assay.proxy.toxics.program import Chunk, Finish, Memory, Program, Send, Settings, Take, Toxic, Wait


class Latency(Settings, frozen=True, kw_only=True):
    """Both in milliseconds."""

    latency: int = 0
    jitter: int = 0


def run(settings: Latency, memory: Memory) -> Program:
    """A chunk goes on once its delay has passed since it came to the proxy."""
    while isinstance(chunk := (yield Take()), Chunk):
        delay = settings.latency
        if settings.jitter:
            delay += memory.random.randrange(-settings.jitter, settings.jitter)
        due = chunk.at + delay / 1000
        yield Wait(due, chunk.data)
        yield Send(chunk.data, due)
    yield Finish()


TOXIC = Toxic(
    name="latency",
    summary="delays all data by latency +/- jitter (milliseconds)",
    settings=Latency,
    run=run,
    room=4 * 1024 * 1024,
)
