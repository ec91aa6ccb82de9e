"""Content-Type tells another type than that of the body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_header("Content-Type", given.settings["type"])
    yield Send(whole(answer))


FAULT = Fault(
    name="wrong-content-type",
    phase="content",
    summary="Content-Type tells another type than that of the body.",
    run=run,
    settings=(Setting(name="type", default="text/plain", summary="What is told."),),
)
