"""A text in the body holds bytes that are no UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send


def run(given: Given) -> Iterator[Act]:
    body = given.answer.body
    place = body.find(b'"') + 1 or len(body)
    answer = given.answer.with_body(body[:place] + b"\xff\xc3\x28" + body[place:])
    yield Send(whole(answer))


FAULT = Fault(
    name="invalid-utf8",
    phase="content",
    summary="A text in the body holds bytes that are no UTF-8.",
    run=run,
)
