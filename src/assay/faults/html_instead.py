"""A page of HTML comes instead, with the status of success."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import whole
from assay.model.stub.acts import Act, Send

_PAGE = b"<!DOCTYPE html>\n<html><head><title>Down</title></head><body><h1>%s</h1></body></html>\n"
_SOON = "We will be back soon"


def run(given: Given) -> Iterator[Act]:
    answer = given.answer.with_body(_PAGE % escape(str(given.settings["text"])).encode()).with_header(
        "Content-Type", "text/html; charset=utf-8"
    )
    yield Send(whole(answer))


FAULT = Fault(
    name="html-instead",
    phase="content",
    summary="A page of HTML comes instead, with the status of success.",
    run=run,
    settings=(Setting(name="text", default=_SOON, summary="What the page says."),),
)
