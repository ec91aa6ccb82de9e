"""The certificate ran out yesterday."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import SERVER, Fault, Given
from assay.model.stub.acts import Act, Reset


def run(_: Given) -> Iterator[Act]:
    yield Reset()


FAULT = Fault(
    name="expired-certificate",
    phase="connection",
    summary="The certificate ran out yesterday.",
    run=run,
    laid=SERVER,
)
