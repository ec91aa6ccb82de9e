"""The answer comes in packets of a few bytes each."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import pieces, whole
from assay.model.stub.acts import Act, Pause, Send


def run(given: Given) -> Iterator[Act]:
    for piece in pieces(whole(given.answer), given.settings["bytes"]):
        yield Send(piece)
        yield Pause(given.settings["pause"])


FAULT = Fault(
    name="sliced",
    phase="answer",
    summary="The answer comes in packets of a few bytes each.",
    run=run,
    settings=(
        Setting(name="bytes", default=3, summary="Of each packet.", least=1, most=65535),
        Setting(name="pause", default=0.001, summary="Seconds between two packets.", least=0, most=60),
    ),
)
