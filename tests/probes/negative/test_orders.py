"""Values that the contract puts in an order: the wrong one is found, and what no sentence says is not asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.formats.openapi import read_openapi
from assay.probes.negative.orders import orders
from assay.probes.target import Target
from tests.probes.probing import ALICE, BASE, Answer, Asked, contract, probe

MOMENT = {"type": "string", "format": "date-time"}


def _document(said: str = "", of_end: str = "", **fields: Any) -> dict[str, Any]:
    plain = {"name": {"type": "string"}, "starts_at": MOMENT, "ends_at": {**MOMENT, "description": of_end}, **fields}
    body = {"type": "object", "required": list(plain), "properties": plain}
    shown = {"type": "object", "properties": {"id": {"type": "string"}, **plain}}
    sent = {"required": True, "content": {"application/json": {"schema": body}}}
    made = {"201": {"description": "", "content": {"application/json": {"schema": shown}}}}
    return contract({"/stays": {"post": {"description": said, "requestBody": sent, "responses": made}}})


def _read(document: dict[str, Any]) -> list[tuple[str, str, int]]:
    target = Target(read_openapi({"c.json": json.dumps(document).encode()}, "c.json"), BASE)
    return [(one.field, one.other, one.sign) for one in orders(target.operations[0], target)]


@pytest.mark.parametrize(
    ("said", "of_end", "found"),
    [
        ("", "Must be after starts_at.", [("ends_at", "starts_at", 1)]),
        ("", "After `starts_at`", [("ends_at", "starts_at", 1)]),
        ("", "Cannot be before starts_at", [("ends_at", "starts_at", 1)]),
        ("", "Must not be earlier than the start.", [("ends_at", "starts_at", 1)]),
        ("The end must be after the start.", "", [("ends_at", "starts_at", 1)]),
        ("starts_at must be before ends_at; 422 otherwise.", "", [("starts_at", "ends_at", -1)]),
        ("`starts_at` may not be later than `ends_at`.", "", [("starts_at", "ends_at", -1)]),
        ("", "When a reminder goes out, a day after starts_at has passed.", []),
        ("", "Must be after now.", []),
        ("", "Must be after starts_at of the stay before.", []),
        ("The name must be after the start.", "", []),
    ],
)
def test_what_comes_first_is_read_off_the_words(said: str, of_end: str, found: list[tuple[str, str, int]]) -> None:
    assert _read(_document(said, of_end)) == found


def test_numbers_have_an_order_too() -> None:
    price = {"type": "number", "minimum": 0}
    most = {**price, "description": "At least min_price."}
    assert _read(_document(min_price=price, max_price=most)) == [("max_price", "min_price", 1)]


class Stays:
    """Stays whose end is after their start, unless a test says what is done with others."""

    def __init__(self, wrong: str = "refused") -> None:
        self.wrong = wrong

    def __call__(self, asked: Asked) -> Answer:
        stay = asked.sent
        if asked.method != "POST" or not isinstance(stay, dict) or not stay.keys() >= {"starts_at", "ends_at", "name"}:
            return 422, {"error": "no"}
        if not all(isinstance(one, str) and "T" in one for one in (stay["starts_at"], stay["ends_at"])):
            return 422, {"error": "no"}
        if self.wrong == "all":
            return 422, {"error": "closed"}
        if stay["ends_at"] <= stay["starts_at"] and self.wrong != "taken":
            if self.wrong == "refused":
                return 422, {"error": "no"}
            stay = {**stay, "starts_at": stay["ends_at"], "ends_at": stay["starts_at"]}
        return 201, {"id": "stay-0001", **stay}


@pytest.mark.parametrize(
    ("wrong", "said", "found"),
    [
        ("taken", "Must be after starts_at.", {"accepts-wrong-order"}),
        ("refused", "Must be after starts_at.", set()),
        ("repaired", "Must be after starts_at.", set()),
        ("all", "Must be after starts_at.", set()),
        ("taken", "The end.", set()),
    ],
)
def test_the_wrong_order_is_found_where_the_right_one_is_taken(wrong: str, said: str, found: set[str]) -> None:
    outcome = probe(_document(of_end=said), Stays(wrong), only=("accepts-wrong-order",), identities=(ALICE,))
    assert outcome.rules == found
    assert all(one.confidence == "confirmed" and one.where == "/ends_at" for one in outcome.findings)
