"""The connection is reset once the head of the request has come, before its body is read."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import HEAD, Fault, Given
from assay.model.stub.acts import Act, Reset


def run(_: Given) -> Iterator[Act]:
    yield Reset()


FAULT = Fault(
    name="reset-in-upload",
    phase="request",
    summary="The connection is reset once the head of the request has come, before its body is read.",
    run=run,
    laid=HEAD,
)
