"""The answer stops within its headers, and the connection stays open."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import head, share
from assay.model.stub.acts import Act, Hold, Send


def run(given: Given) -> Iterator[Act]:
    yield Send(share(head(given.answer), given.settings["percent"]))
    yield Hold()


FAULT = Fault(
    name="timeout-in-headers",
    phase="answer",
    summary="The answer stops within its headers, and the connection stays open.",
    run=run,
    settings=(
        Setting(name="percent", default=50.0, summary="How much is sent before, in percent.", least=0, most=100),
    ),
)
