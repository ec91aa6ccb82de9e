"""The system refuses connections, as when nothing listens."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import SERVER, Fault, Given
from assay.model.stub.acts import Act, Reset


def run(_: Given) -> Iterator[Act]:
    yield Reset()


FAULT = Fault(
    name="refused",
    phase="connection",
    summary="The system refuses connections, as when nothing listens.",
    run=run,
    laid=SERVER,
)
