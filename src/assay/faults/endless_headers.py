"""The headers of the answer do not end."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.model.stub.acts import Act, Close, Send

_LINE = 1_000


def run(given: Given) -> Iterator[Act]:
    yield Send(b"HTTP/1.1 200 OK\r\n")
    for number in range(given.settings["lines"]):
        yield Send(b"X-Line-%d: %s\r\n" % (number, b"x" * _LINE))
    yield Close()


FAULT = Fault(
    name="endless-headers",
    phase="answer",
    summary="The headers of the answer do not end.",
    run=run,
    settings=(
        Setting(name="lines", default=20000, summary="After so many the connection ends.", least=1, most=10000000),
    ),
)
