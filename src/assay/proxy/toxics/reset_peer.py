"""The connection is reset on both sides, `timeout` after its first data (or its end)."""

from __future__ import annotations

from assay.proxy.toxics.program import Memory, Program, Reset, Settings, Take, Toxic, Wait


class ResetPeer(Settings, frozen=True, kw_only=True):
    """In milliseconds; 0 is at once."""

    timeout: int = 0


def run(settings: ResetPeer, memory: Memory) -> Program:
    """What came is dropped."""
    del memory
    came = yield Take()
    yield Wait(came.taken + settings.timeout / 1000)
    yield Reset()


TOXIC = Toxic(
    name="reset_peer",
    summary="resets the connection, timeout after its first data (milliseconds)",
    settings=ResetPeer,
    run=run,
)
