"""Content-Length tells another length than that of the body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Close, Send


def run(given: Given) -> Iterator[Act]:
    length = len(given.answer.body)
    told = max(0, length + given.settings["by"])
    told = told if told != length else length + 1
    answer = given.answer.without("Transfer-Encoding").with_header("Content-Length", str(told))
    yield Send(whole(answer))
    yield Close()


FAULT = Fault(
    name="wrong-length",
    phase="answer",
    summary="Content-Length tells another length than that of the body.",
    run=run,
    settings=(
        Setting(
            name="by",
            default=-1,
            summary="Bytes that are told too many; negative: too few.",
            least=-1000000000,
            most=1000000000,
        ),
    ),
)
