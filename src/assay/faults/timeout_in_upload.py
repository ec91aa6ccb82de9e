"""The body of the request is never taken."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import HEAD, Fault, Given
from assay.model.stub.acts import Act, Hold


def run(_: Given) -> Iterator[Act]:
    yield Hold()


FAULT = Fault(
    name="timeout-in-upload",
    phase="request",
    summary="The body of the request is never taken.",
    run=run,
    laid=HEAD,
)
