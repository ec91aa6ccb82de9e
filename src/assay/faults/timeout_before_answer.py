"""The request is taken, and never answered."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.model.stub.acts import Act, Hold


def run(_: Given) -> Iterator[Act]:
    yield Hold()


FAULT = Fault(
    name="timeout-before-answer",
    phase="request",
    summary="The request is taken, and never answered.",
    run=run,
)
