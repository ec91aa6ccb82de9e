"""The body is UTF-16, and told to be UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(given.answer.body.decode("utf-8", "replace").encode("utf-16"))
    yield Send(whole(answer))


FAULT = Fault(
    name="wrong-charset",
    phase="content",
    summary="The body is UTF-16, and told to be UTF-8.",
    run=run,
)
