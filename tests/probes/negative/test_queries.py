"""Stray parameters are claimed only where a sentence of the contract refuses them, and the finding quotes it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

RULES = ("accepts-unknown-parameter", "accepts-repeated-parameter")


def _saying(sentence: str) -> dict[str, Any]:
    document = copy.deepcopy(CONTRACT)
    document["info"] = {**document["info"], "description": f"Notes. {sentence} More words."}
    stars = {"name": "stars", "in": "query", "schema": {"type": "integer"}}
    document["paths"]["/notes"]["get"]["parameters"] = [stars]
    return document


class Strict(Notes):
    def __call__(self, asked: Asked) -> Answer:
        return (422, {"error": "unknown"}) if "assay_unknown" in asked.query else super().__call__(asked)


def test_what_the_contract_refuses_and_the_api_takes_is_found() -> None:
    outcome = probe(_saying("Unknown and repeated query parameters are refused with 422."), Notes(), only=RULES)
    assert outcome.rules == set(RULES)
    assert all("are refused with 422." in one.message for one in outcome.findings)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Unknown query parameters are ignored.",
        "Repeated parameters are not refused: the last one counts.",
        "An unknown id is refused with 404.",
    ],
)
def test_nothing_is_claimed_where_the_contract_does_not_say_so(sentence: str) -> None:
    assert probe(_saying(sentence), Notes(), only=RULES).findings == ()


def test_a_refusal_is_not_blamed() -> None:
    assert probe(_saying("Unknown parameters are rejected."), Strict(), only=RULES).findings == ()
