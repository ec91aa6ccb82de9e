"""The answer comes through a narrow line."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import pieces, whole
from assay.model.stub.acts import Act, Pause, Send

_A_SECOND = 10
"""Pieces in a second."""


def run(given: Given) -> Iterator[Act]:
    rate = given.settings["bytes_per_second"]
    for piece in pieces(whole(given.answer), max(1, rate // _A_SECOND)):
        yield Send(piece)
        yield Pause(len(piece) / rate)


FAULT = Fault(
    name="bandwidth",
    phase="answer",
    summary="The answer comes through a narrow line.",
    run=run,
    settings=(Setting(name="bytes_per_second", default=100, summary="How wide it is.", least=1, most=1000000000),),
)
