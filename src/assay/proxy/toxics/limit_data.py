"""The connection ends once `bytes` have passed."""

from __future__ import annotations

from assay.proxy.toxics.program import Chunk, Cut, Finish, Memory, Program, Send, Settings, Take, Toxic


class LimitData(Settings, frozen=True, kw_only=True):
    """Bytes that still pass, counted since the toxic is on the connection, also where the limit is changed."""

    bytes: int = 0


def run(settings: LimitData, memory: Memory) -> Program:
    """The chunk that goes over it passes in part."""
    while isinstance(chunk := (yield Take()), Chunk):
        data = chunk.data[: max(0, settings.bytes - memory.passed)]
        memory.passed += len(data)
        if data:
            yield Send(data, chunk.at)
        if memory.passed >= settings.bytes:
            yield Cut()
    yield Finish()


TOXIC = Toxic(name="limit_data", summary="closes once so many bytes have passed", settings=LimitData, run=run)
