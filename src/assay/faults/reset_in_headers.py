"""The connection is reset within the headers of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import head, share
from assay.model.stub.acts import Act, Reset, Send


def run(given: Given) -> Iterator[Act]:
    yield Send(share(head(given.answer), given.settings["percent"]))
    yield Reset()


FAULT = Fault(
    name="reset-in-headers",
    phase="answer",
    summary="The connection is reset within the headers of the answer.",
    run=run,
    settings=(
        Setting(name="percent", default=50.0, summary="How much is sent before, in percent.", least=0, most=100),
    ),
)
