"""The name of the dependency does not resolve."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import SERVER, Fault, Given
from assay.model.stub.acts import Act, Reset


def run(_: Given) -> Iterator[Act]:
    yield Reset()


FAULT = Fault(
    name="unresolvable",
    phase="connection",
    summary="The name of the dependency does not resolve.",
    run=run,
    laid=SERVER,
)
