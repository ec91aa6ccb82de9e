"""The body is JSON of many megabytes, and valid."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import head
from assay.model.stub.acts import Act, Send

_PIECE = 65_536


def run(given: Given) -> Iterator[Act]:
    size = given.settings["bytes"]
    body = given.answer.body.strip() or b"{}"
    padding = max(0, size - len(body))
    answer = given.answer.without("Transfer-Encoding").with_header("Content-Length", str(len(body) + padding))
    yield Send(head(answer) + body)
    for start in range(0, padding, _PIECE):
        yield Send(b" " * min(_PIECE, padding - start))


FAULT = Fault(
    name="huge-json",
    phase="content",
    summary="The body is JSON of many megabytes, and valid.",
    run=run,
    settings=(Setting(name="bytes", default=50000000, summary="Of the whole body.", least=1, most=10000000000),),
)
