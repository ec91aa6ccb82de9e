"""The connection is reset once the request has come."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.model.stub.acts import Act, Reset


def run(_: Given) -> Iterator[Act]:
    yield Reset()


FAULT = Fault(
    name="reset-before-answer",
    phase="request",
    summary="The connection is reset once the request has come.",
    run=run,
)
