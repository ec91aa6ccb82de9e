"""The connection ends in order, without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.model.stub.acts import Act, Close


def run(_: Given) -> Iterator[Act]:
    yield Close()


FAULT = Fault(
    name="close-before-answer",
    phase="request",
    summary="The connection ends in order, without an answer.",
    run=run,
)
