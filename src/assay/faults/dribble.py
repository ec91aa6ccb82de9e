"""The body comes in small pieces over a long time."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import Fault, Given, Setting
from assay.faults.sending import head, pieces
from assay.model.stub.acts import Act, Pause, Send


def run(given: Given) -> Iterator[Act]:
    body = given.answer.body
    size = max(1, -(-len(body) // given.settings["pieces"]))
    count = max(1, -(-len(body) // size))
    yield Send(head(given.answer))
    for piece in pieces(body, size):
        yield Pause(given.settings["seconds"] / count)
        yield Send(piece)


FAULT = Fault(
    name="dribble",
    phase="answer",
    summary="The body comes in small pieces over a long time.",
    run=run,
    settings=(
        Setting(name="seconds", default=5.0, summary="For the whole body.", least=0, most=3600),
        Setting(name="pieces", default=10, summary="How many.", least=1, most=100000),
    ),
)
