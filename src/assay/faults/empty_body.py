"""The body is empty."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(b"")
    yield Send(whole(answer))


FAULT = Fault(
    name="empty-body",
    phase="content",
    summary="The body is empty.",
    run=run,
)
