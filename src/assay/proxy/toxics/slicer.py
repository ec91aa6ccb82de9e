"""Data goes on in small packets of about `average_size`, with a delay after each."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from assay.proxy.toxics.program import Chunk, Finish, Memory, Program, Send, Settings, Take, Toxic, Wait


class Slicer(Settings, frozen=True, kw_only=True):
    """Sizes in bytes, the delay in microseconds."""

    average_size: int = 0
    """0 is taken for 1."""
    size_variation: int = 0
    delay: int = 0


def run(settings: Slicer, memory: Memory) -> Program:
    """One slice a write. What is left of a chunk goes on whole where the toxic is changed meanwhile."""
    while isinstance(chunk := (yield Take()), Chunk):
        now = chunk.taken
        for start, stop in slices(len(chunk.data), settings, memory.random):
            yield Send(chunk.data[start:stop], chunk.at, chunk.data[stop:])
            now += settings.delay / 1_000_000
            yield Wait(now, chunk.data[stop:])
    yield Finish()


def slices(length: int, settings: Slicer, random: Random) -> Iterator[tuple[int, int]]:
    """Start and stop of each slice: halves with a shaken middle, halved again until they are small enough."""
    average = max(1, settings.average_size)
    shake = min(settings.size_variation, average - 1)
    waiting = [(0, length)]
    while waiting:
        start, stop = waiting.pop()
        if stop - start <= average + shake:
            yield start, stop
            continue
        middle = (start + stop) // 2 + (random.randrange(-shake, shake) if shake else 0)
        middle = min(max(middle, start + 1), stop - 1)
        waiting += [(middle, stop), (start, middle)]


TOXIC = Toxic(
    name="slicer",
    summary="cuts data into packets of average_size +/- size_variation (bytes), each followed by delay (microseconds)",
    settings=Slicer,
    run=run,
)
