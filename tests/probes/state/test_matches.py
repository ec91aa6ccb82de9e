"""A payment of another amount is found where the contract wants that of the bill; elsewhere it may be any."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, contract, probe

BILL = {"type": "object", "required": ["total"], "properties": {"total": {"type": "integer", "minimum": 1}}}
SHOWN = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "total": {"type": "integer"}, "paid": {"type": "boolean"}},
}
PAYMENT = {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer", "minimum": 1}}}


def _answers(status: str) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": SHOWN}}}
    return {
        status: {"description": "", **content},
        **{one: {"description": ""} for one in ("401", "404", "409", "422")},
    }


def _body(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def document(sentence: str) -> dict[str, Any]:
    number = [{"name": "bill_id", "in": "path", "required": True, "schema": {"type": "string"}}]
    pay = {"description": sentence, "requestBody": _body(PAYMENT, {"amount": 25}), "responses": _answers("200")}
    return contract(
        {
            "/bills": {"post": {"requestBody": _body(BILL, {"total": 30}), "responses": _answers("201")}},
            "/bills/{bill_id}": {"parameters": number, "get": {"responses": _answers("200")}},
            "/bills/{bill_id}/pay": {"parameters": number, "post": pay},
        }
    )


class Bills:
    """Bills that are paid once."""

    def __init__(self, *, any_amount: bool) -> None:
        self.any_amount = any_amount
        self.bills: dict[str, dict[str, Any]] = {}

    def __call__(self, asked: Asked) -> Answer:
        path = asked.path.strip("/").split("/")
        sent = asked.sent if isinstance(asked.sent, dict) else {}
        if not asked.who:
            return 401, {"error": "who are you?"}
        if asked.path == "/bills" and asked.method == "POST":
            if type(sent.get("total")) is not int:
                return 422, {"error": "not like this"}
            bill = {"id": f"bill-{len(self.bills):06}", "total": sent["total"], "paid": False}
            self.bills[bill["id"]] = bill
            return 201, bill
        bill = self.bills.get(path[1], {}) if len(path) > 1 else {}
        if not bill:
            return 404, {"error": "no such bill"}
        if asked.method == "GET":
            return 200, bill
        if bill["paid"] or (not self.any_amount and sent.get("amount") != bill["total"]):
            return 409, {"error": "not like this"}
        bill["paid"] = True
        return 200, bill


@pytest.mark.parametrize(
    "sentence",
    [
        "An amount unlike the total is 409.",
        "The amount must match the total.",
        "An amount that differs from the total is refused.",
        "The amount has to be equal to the bill's total.",
    ],
)
def test_another_amount_that_is_taken_is_found(sentence: str) -> None:
    outcome = probe(document(sentence), Bills(any_amount=True), only=("mismatch-accepted",), identities=(ALICE,))
    assert [(one.where, one.basis, one.confidence) for one in outcome.findings] == [
        ("/amount", "declared", "confirmed")
    ]
    assert sentence in outcome.findings[0].message


@pytest.mark.parametrize(
    ("sentence", "any_amount"),
    [
        ("An amount unlike the total is 409.", False),
        ("An amount below the total is a part of it.", True),
        ("The amount must match the currency.", True),
        ("", True),
    ],
)
def test_what_is_meant_is_not_blamed(sentence: str, any_amount: bool) -> None:
    api = Bills(any_amount=any_amount)
    assert probe(document(sentence), api, only=("mismatch-accepted",), identities=(ALICE,)).findings == ()
