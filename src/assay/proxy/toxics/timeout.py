"""No data passes, and the connection ends once nothing came for `timeout`; with 0 it stays open."""

from __future__ import annotations

from assay.proxy.toxics.program import Chunk, Cut, Memory, Program, Settings, Take, Toxic


class Timeout(Settings, frozen=True, kw_only=True):
    """In milliseconds; 0 is for ever."""

    timeout: int = 0


def run(settings: Timeout, memory: Memory) -> Program:
    """What comes is dropped. Each chunk starts the time anew; the end of the stream ends the connection at once."""
    del memory
    within = settings.timeout / 1000 if settings.timeout else None
    while isinstance((yield Take(within)), Chunk):
        pass
    yield Cut()


TOXIC = Toxic(
    name="timeout",
    summary="stops all data, and closes after timeout (milliseconds; 0: never)",
    settings=Timeout,
    run=run,
    cuts_when_removed=True,
)
