"""Each keyword that is not enforced is found at its place: in lists, maps, alternatives, optional parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assay.contract.validation import Validators
from assay.contract.violations import Violation
from assay.formats.openapi import read_openapi
from assay.model.contract import Contract, Schema
from assay.probes.negative.rules import RULES
from tests.probes.probing import ALICE, Answer, Asked, Outcome, contract, probe

TEXT = {"type": "string"}
LINE = {
    "type": "object",
    "required": ["sku", "amount"],
    "additionalProperties": False,
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "amount": {"type": "integer", "minimum": 1, "maximum": 9},
        "notes": {"type": "array", "items": {"type": "string", "maxLength": 5}},
    },
}
GEO = {"type": "object", "required": ["lat"], "properties": {"lat": {"type": "number", "minimum": -90, "maximum": 90}}}
THING = {
    "type": "object",
    "required": ["title", "lines"],
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string", "minLength": 2, "maxLength": 60},
        "mail": {"type": "string", "format": "email"},
        "step": {"type": "integer", "multipleOf": 5, "minimum": 0},
        "ratio": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "maybe": {"type": ["string", "null"], "maxLength": 10},
        "tags": {"type": "array", "uniqueItems": True, "maxItems": 4, "items": {**TEXT, "pattern": "^[a-z]{3}$"}},
        "lines": {"type": "array", "minItems": 1, "maxItems": 5, "items": LINE},
        "address": {"type": "object", "required": ["city"], "properties": {"city": TEXT, "geo": GEO}},
        "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 6}, "maxProperties": 3},
        "pay": {
            "oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Bank"}],
            "discriminator": {"propertyName": "method"},
        },
        "matrix": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
    },
}


def _paid(method: str, field: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["method", field],
        "properties": {"method": {"const": method}, field: {"type": "string", "minLength": 4}},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


TOLD = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
PARAMETER = {"name": "thing_id", "in": "path", "required": True, "schema": TEXT}
MADE = {"201": {"description": "", **_json(TOLD)}, "422": {"description": ""}}
DOCUMENT = contract(
    {
        "/things": {"post": {"requestBody": {"required": True, **_json(THING)}, "responses": MADE}},
        "/things/{thing_id}": {
            "parameters": [PARAMETER],
            "get": {"responses": {"200": {"description": "", **_json(TOLD)}, "404": {"description": ""}}},
        },
    },
    components={"schemas": {"Card": _paid("card", "number"), "Bank": _paid("bank", "iban")}},
)
CONTRACT: Contract = read_openapi({"a.json": json.dumps(DOCUMENT).encode()}, "a.json")
BODY = next(one.body for one in CONTRACT.operations if one.method == "POST")
SCHEMA: Schema = BODY.media[0].schema if BODY is not None else True
ONLY = tuple(one.name for one in RULES.values())


class Things:
    """Refuses what the contract forbids, but for some violations; and a mail that was there before, with 409."""

    def __init__(self, lenient: Callable[[Violation], bool]) -> None:
        self.lenient = lenient
        self.things: dict[str, dict[str, Any]] = {}
        self.mails: set[str] = set()
        self.validators = Validators(CONTRACT)

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if asked.method == "GET":
            thing = self.things.get(asked.path.rpartition("/")[2])
            return (404, None) if thing is None else (200, thing)
        sent = asked.sent
        if any(not self.lenient(one) for one in self.validators.check(SCHEMA, sent, "request")):
            return 422, None
        mail = sent.get("mail") if isinstance(sent, dict) else None
        if isinstance(mail, str) and mail in self.mails:
            return 409, None
        self.mails.add(str(mail))
        thing = {"id": f"t{len(self.things)}"}
        self.things[thing["id"]] = thing
        return 201, thing


def _probed(lenient: Callable[[Violation], bool]) -> Outcome:
    return probe(DOCUMENT, Things(lenient), only=ONLY, identities=(ALICE,))


@pytest.mark.parametrize(
    ("pointer", "keyword", "rule"),
    [
        ("/lines/0/notes/0", "maxLength", "accepts-wrong-length"),
        ("/lines/0/amount", "maximum", "accepts-out-of-bounds"),
        ("/lines/0/assay_unknown", "additionalProperties", "accepts-unknown-field"),
        ("/tags", "maxItems", "accepts-wrong-size"),
        ("/tags", "uniqueItems", "accepts-wrong-size"),
        ("/tags/0", "pattern", "accepts-wrong-pattern"),
        ("/labels", "maxProperties", "accepts-wrong-size"),
        ("/labels/assay_unknown", "maxLength", "accepts-wrong-length"),
        ("/address/geo/lat", "minimum", "accepts-out-of-bounds"),
        ("/address/geo/lat", "required", "accepts-missing"),
        ("/matrix/0/0", "type", "accepts-wrong-type"),
        ("/pay/number", "minLength", "accepts-wrong-length"),
        ("/ratio", "exclusiveMaximum", "accepts-out-of-bounds"),
        ("/step", "multipleOf", "accepts-out-of-bounds"),
        ("/mail", "format", "accepts-wrong-format"),
    ],
)
def test_a_keyword_is_found_at_its_place(pointer: str, keyword: str, rule: str) -> None:
    found = _probed(lambda one: (one.pointer, one.keyword) == (pointer, keyword)).findings
    assert (rule, pointer) in {(one.rule, one.where) for one in found}
    assert {one.where for one in found} == {pointer}
    assert {one.confidence for one in found} == {"confirmed"}


def test_what_is_refused_everywhere_is_no_finding() -> None:
    assert _probed(lambda _: False).findings == ()
