"""The answer is sent whole, and then the connection is reset."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Pause, Reset, Send

_APART = 0.02
"""Seconds, so that the answer is read before the reset is seen."""


def run(given: Given) -> Iterator[Act]:
    yield Send(whole(given.answer))
    yield Pause(_APART)
    yield Reset()


FAULT = Fault(
    name="reset-after-answer",
    phase="answer",
    summary="The answer is sent whole, and then the connection is reset.",
    run=run,
)
