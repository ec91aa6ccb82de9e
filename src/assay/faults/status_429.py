"""Too many requests: the client is told when to come again."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.problem import PROBLEM, problem
from assay.faults.sending import whole
from assay.model.http import Header
from assay.model.stub.acts import Act, Send
from assay.model.stub.answer import Answer


def run(given: Given) -> Iterator[Act]:
    headers = (Header("Retry-After", str(given.settings["retry_after"])), *PROBLEM)
    yield Send(whole(Answer(status=429, headers=headers, body=problem(429))))


FAULT = Fault(
    name="status-429",
    phase="status",
    summary="Too many requests: the client is told when to come again.",
    run=run,
    settings=(Setting(name="retry_after", default=30, summary="Seconds.", least=0, most=1000000),),
)
