"""A status of failure in place of the answer: a fault for each that dependencies give."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.faults.fault import Fault, Given
from assay.faults.problem import PROBLEM, problem
from assay.faults.sending import whole
from assay.model.phrases import PHRASES
from assay.model.stub.acts import Act, Send
from assay.model.stub.answer import Answer

STATUSES = (400, 401, 403, 404, 408, 409, 410, 422, 500, 501, 502, 503, 504)


def _with(status: int) -> Callable[[Given], Iterator[Act]]:
    def run(_: Given) -> Iterator[Act]:
        yield Send(whole(Answer(status=status, headers=PROBLEM, body=problem(status))))

    return run


FAULTS = tuple(
    Fault(
        name=f"status-{status}",
        phase="status",
        summary=f"The answer is {status} {PHRASES[status]}.",
        run=_with(status),
    )
    for status in STATUSES
)
