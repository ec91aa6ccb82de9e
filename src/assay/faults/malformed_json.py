"""The body is JSON with a slip in it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(given.answer.body.rstrip()[:-1] + b",,}")
    yield Send(whole(answer))


FAULT = Fault(
    name="malformed-json",
    phase="content",
    summary="The body is JSON with a slip in it.",
    run=run,
)
