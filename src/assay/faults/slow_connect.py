"""The connection is accepted, but served only after a while."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import CONNECTION, Fault, Given, Setting
from assay.model.stub.acts import Act, Pause


def run(given: Given) -> Iterator[Act]:
    yield Pause(given.settings["seconds"])


FAULT = Fault(
    name="slow-connect",
    phase="connection",
    summary="The connection is accepted, but served only after a while.",
    run=run,
    laid=CONNECTION,
    settings=(Setting(name="seconds", default=2.0, summary="How long nothing is done.", least=0, most=3600),),
)
