"""This direction ends after `bytes`, and the other one goes on."""

from __future__ import annotations

from assay.proxy.toxics.program import Chunk, Finish, Memory, Program, Send, Settings, Take, Toxic


class HalfClose(Settings, frozen=True, kw_only=True):
    """Bytes that pass before the end."""

    bytes: int = 0


def run(settings: HalfClose, memory: Memory) -> Program:
    """What comes after it is dropped."""
    while memory.passed < settings.bytes and isinstance(chunk := (yield Take()), Chunk):
        data = chunk.data[: settings.bytes - memory.passed]
        memory.passed += len(data)
        yield Send(data, chunk.at)
    yield Finish()


TOXIC = Toxic(
    name="half_close",
    summary="ends this direction after so many bytes; the other one goes on",
    settings=HalfClose,
    run=run,
)
