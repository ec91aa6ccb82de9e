"""The answer sends the client to the same place again."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import whole
from assay.model.http import Header
from assay.model.stub.acts import Act, Send
from assay.model.stub.answer import Answer


def run(given: Given) -> Iterator[Act]:
    redirect = Answer(status=given.settings["status"], headers=(Header("Location", given.settings["location"]),))
    yield Send(whole(redirect))


FAULT = Fault(
    name="redirect-loop",
    phase="status",
    summary="The answer sends the client to the same place again.",
    run=run,
    settings=(
        Setting(name="status", default=302, summary="Of the redirect.", least=300, most=399),
        Setting(name="location", default="?", summary="Where to; `?` is the same path."),
    ),
)
