"""The body is the beginning of JSON, with the length that it has."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import share, whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(share(given.answer.body, given.settings["percent"]))
    yield Send(whole(answer))


FAULT = Fault(
    name="truncated-json",
    phase="content",
    summary="The body is the beginning of JSON, with the length that it has.",
    run=run,
    settings=(
        Setting(name="percent", default=50.0, summary="How much is sent before, in percent.", least=0, most=100),
    ),
)
