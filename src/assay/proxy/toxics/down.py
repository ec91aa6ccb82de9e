"""The connection ends as soon as the toxic is on it, before any data."""

from __future__ import annotations

from assay.proxy.toxics.program import Cut, Memory, Program, Settings, Toxic


class Down(Settings, frozen=True, kw_only=True):
    """It takes no attributes."""


def run(settings: Down, memory: Memory) -> Program:
    """With a toxicity below 1: that share of the connections."""
    del settings, memory
    yield Cut()


TOXIC = Toxic(name="down", summary="closes every connection at once", settings=Down, run=run)
