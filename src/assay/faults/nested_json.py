"""The body is JSON nested deeper than most readers take."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    depth = given.settings["depth"]
    answer = given.answer.with_body(b"[" * depth + b"]" * depth)
    yield Send(whole(answer))


FAULT = Fault(
    name="nested-json",
    phase="content",
    summary="The body is JSON nested deeper than most readers take.",
    run=run,
    settings=(Setting(name="depth", default=100000, summary="Arrays in arrays.", least=1, most=10000000),),
)
