"""The connection is accepted and reset at once."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import CONNECTION, Fault, Given
from assay.model.stub.acts import Act, Reset


def run(_: Given) -> Iterator[Act]:
    yield Reset()


FAULT = Fault(
    name="reset-on-connect",
    phase="connection",
    summary="The connection is accepted and reset at once.",
    run=run,
    laid=CONNECTION,
)
