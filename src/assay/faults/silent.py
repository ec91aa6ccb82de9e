"""The connection is accepted, and nothing is ever said on it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import CONNECTION, Fault, Given
from assay.model.stub.acts import Act, Hold


def run(_: Given) -> Iterator[Act]:
    yield Hold()


FAULT = Fault(
    name="silent",
    phase="connection",
    summary="The connection is accepted, and nothing is ever said on it.",
    run=run,
    laid=CONNECTION,
)
