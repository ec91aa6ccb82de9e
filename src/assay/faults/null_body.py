"""The body is the JSON value null."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(b"null")
    yield Send(whole(answer))


FAULT = Fault(
    name="null-body",
    phase="content",
    summary="The body is the JSON value null.",
    run=run,
)
