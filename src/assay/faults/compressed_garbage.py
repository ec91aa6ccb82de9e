"""The body is told to be gzip, and is not."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send

_MAGIC = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff"
"""The beginning of gzip, then a block of a kind that does not exist."""


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(_MAGIC + given.answer.body).with_header("Content-Encoding", "gzip")
    yield Send(whole(answer))


FAULT = Fault(
    name="compressed-garbage",
    phase="content",
    summary="The body is told to be gzip, and is not.",
    run=run,
)
