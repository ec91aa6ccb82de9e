"""After `bytes` nothing passes, neither data nor the end, and nothing is lost: it waits for the toxic to go."""

from __future__ import annotations

from assay.proxy.toxics.program import Chunk, Memory, Program, Send, Settings, Stall, Take, Toxic, Wait


class Silence(Settings, frozen=True, kw_only=True):
    """Bytes that pass before it falls silent."""

    bytes: int = 0


def run(settings: Silence, memory: Memory) -> Program:
    """The sender is held back once the room before the toxic is full."""
    while memory.passed < settings.bytes:
        came = yield Take()
        if not isinstance(came, Chunk):
            break
        data = came.data[: settings.bytes - memory.passed]
        memory.passed += len(data)
        yield Send(data, came.at, came.data[len(data) :])
        if len(data) < len(came.data):
            yield Wait(float("inf"), came.data[len(data) :])
    yield Stall()


TOXIC = Toxic(
    name="silence",
    summary="holds everything back after so many bytes; nothing is lost",
    settings=Silence,
    run=run,
)
