"""The body ends before the length that Content-Length tells."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import head, share
from assay.model.stub.acts import Act, Close, Send


def run(given: Given) -> Iterator[Act]:
    yield Send(head(given.answer) + share(given.answer.body, given.settings["percent"]))
    yield Close()


FAULT = Fault(
    name="truncated-body",
    phase="answer",
    summary="The body ends before the length that Content-Length tells.",
    run=run,
    settings=(
        Setting(name="percent", default=50.0, summary="How much is sent before, in percent.", least=0, most=100),
    ),
)
