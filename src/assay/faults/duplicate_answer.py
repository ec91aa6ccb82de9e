"""The answer is sent twice: the second one waits for the next request of the connection."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    yield Send(whole(given.answer) * 2)


FAULT = Fault(
    name="duplicate-answer",
    phase="answer",
    summary="The answer is sent twice: the second one waits for the next request of the connection.",
    run=run,
)
