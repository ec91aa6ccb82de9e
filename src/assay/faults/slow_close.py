"""The answer is whole, tells no length, and the connection that would end it stays open for a while."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import head
from assay.model.stub.acts import Act, Close, Pause, Send


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.without("Content-Length", "Transfer-Encoding").with_header("Connection", "close")
    yield Send(head(answer).replace(b"Content-Length: %d\r\n" % len(answer.body), b"") + answer.body)
    yield Pause(given.settings["seconds"])
    yield Close()


FAULT = Fault(
    name="slow-close",
    phase="answer",
    summary="The answer is whole, tells no length, and the connection that would end it stays open for a while.",
    run=run,
    settings=(Setting(name="seconds", default=5.0, summary="How long it stays open.", least=0, most=3600),),
)
