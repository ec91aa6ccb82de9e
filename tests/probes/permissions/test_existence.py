"""403 for what is there and 404 for what is not is blamed only where the contract says that others get 404."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe


def document(sentence: str) -> dict[str, Any]:
    given = deepcopy(CONTRACT)
    given["paths"]["/notes/{note_id}"]["get"]["description"] = sentence
    return given


class Told(Notes):
    """Strangers are told that a note is there."""

    def one(self, asked: Asked, note_id: str) -> Answer:
        if note_id in self.notes and not self.may_read(asked.who, self.notes[note_id]):
            return 403, {"error": "not yours"}
        return super().one(asked, note_id)


class NotForBob(Told):
    """Who is refused everywhere is told nothing."""

    def one(self, asked: Asked, note_id: str) -> Answer:
        return super().one(asked, note_id) if asked.who == "alice" else (403, {"error": "not for you"})


@pytest.mark.parametrize(
    "sentence",
    [
        "Only its owner; 404 for everybody else.",
        "Only the owner; for everybody else it is 404.",
        "A note of the caller. Others get 404.",
    ],
)
def test_a_refusal_that_tells_is_found(sentence: str) -> None:
    outcome = probe(document(sentence), Told(), only=("existence-told",))
    assert {(one.operation, one.basis, one.confidence) for one in outcome.findings} == {
        ("GET /notes/{note_id}", "declared", "confirmed")
    }


@pytest.mark.parametrize(
    ("sentence", "api"),
    [
        ("Only its owner; 404 for everybody else.", Notes),
        ("Only its owner; 404 for everybody else.", NotForBob),
        ("Only its owner; 403 for others.", Told),
        ("Afterwards it is 410 for its owner, and 404 for others.", Told),
        ("", Told),
    ],
)
def test_what_is_meant_is_not_blamed(sentence: str, api: type[Notes]) -> None:
    assert probe(document(sentence), api(), only=("existence-told",)).findings == ()
