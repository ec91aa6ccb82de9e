"""The first byte of the answer comes late."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Pause, Send


def run(given: Given) -> Iterator[Act]:
    yield Pause(given.settings["seconds"])
    yield Send(whole(given.answer))


FAULT = Fault(
    name="slow-first-byte",
    phase="answer",
    summary="The first byte of the answer comes late.",
    run=run,
    settings=(Setting(name="seconds", default=5.0, summary="How late.", least=0, most=3600),),
)
