"""A page of HTML comes instead, with the status of success."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send

_PAGE = b"<!DOCTYPE html>\n<html><head><title>Down</title></head><body><h1>We will be back soon</h1></body></html>\n"


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(_PAGE).with_header("Content-Type", "text/html; charset=utf-8")
    yield Send(whole(answer))


FAULT = Fault(
    name="html-instead",
    phase="content",
    summary="A page of HTML comes instead, with the status of success.",
    run=run,
)
