"""What is answered is no HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.model.stub.acts import Act, Close, Send

_NOISE = bytes(range(128, 168)) + b"\r\n\r\n"


def run(_: Given) -> Iterator[Act]:
    yield Send(_NOISE)
    yield Close()


FAULT = Fault(
    name="no-http",
    phase="answer",
    summary="What is answered is no HTTP.",
    run=run,
)
