"""At most `rate` kilobytes a second pass; with a rate of 0, none."""

from __future__ import annotations

from collections.abc import Iterator

from assay.proxy.toxics.program import Chunk, Finish, Memory, Program, Send, Settings, Stall, Take, Toxic, Wait

BEAT = 0.1
"""Seconds: what takes longer than this to send is sent in pieces, one a beat."""


class Bandwidth(Settings, frozen=True, kw_only=True):
    """Kilobytes (1,000 bytes) a second."""

    rate: int = 0


def run(settings: Bandwidth, memory: Memory) -> Program:
    """A piece goes on when all before it, and itself, have had their time."""
    del memory
    if not settings.rate:
        yield Stall()
    free = 0.0
    while isinstance(chunk := (yield Take()), Chunk):
        free = max(free, chunk.taken)
        for piece, rest in pieces(chunk.data, max(1, int(settings.rate * 1000 * BEAT))):
            free += len(piece) / (settings.rate * 1000)
            yield Wait(free, piece + rest)
            yield Send(piece, chunk.at, rest)
    yield Finish()


def pieces(data: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Each piece of this size with what comes after it."""
    for start in range(0, len(data), size):
        yield data[start : start + size], data[start + size :]


TOXIC = Toxic(name="bandwidth", summary="limits the rate (kilobytes a second)", settings=Bandwidth, run=run)
