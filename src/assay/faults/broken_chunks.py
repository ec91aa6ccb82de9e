"""The body comes in chunks, and one has no size."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import head, share
from assay.model.stub.acts import Act, Close, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.without("Content-Length").with_header("Transfer-Encoding", "chunked")
    half = share(given.answer.body, 50)
    first = b"%x\r\n%s\r\n" % (len(half), half) if half else b""
    yield Send(head(answer) + first + b"what comes now is no chunk\r\n")
    yield Close()


FAULT = Fault(
    name="broken-chunks",
    phase="answer",
    summary="The body comes in chunks, and one has no size.",
    run=run,
)
