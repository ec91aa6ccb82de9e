"""A status of failure in place of the answer: a fault for each that dependencies give."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.problem import PROBLEM, problem
from assay.faults.sending import whole
from assay.model.phrases import PHRASES
from assay.model.stub.acts import Act, Send
from assay.model.stub.answer import Answer

STATUSES = (400, 401, 403, 404, 408, 409, 410, 422, 500, 501, 502, 503, 504)


def _with(status: int) -> Callable[[Given], Iterator[Act]]:
    def run(given: Given) -> Iterator[Act]:
        body = problem(status, str(given.settings["text"]))
        yield Send(whole(Answer(status=status, headers=PROBLEM, body=body)))

    return run


FAULTS = tuple(
    Fault(
        name=f"status-{status}",
        phase="status",
        summary=f"The answer is {status} {PHRASES[status]}.",
        run=_with(status),
        settings=(Setting(name="text", default="", summary="What the answer says of it; empty: nothing more."),),
    )
    for status in STATUSES
)
