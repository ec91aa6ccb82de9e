"""Semantic faults list every way to change an answer, by JSON Pointer, guided by the contract where there is one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.faults.registry import FAULTS, named
from assay.model.http import Header
from assay.model.stub.acts import Send
from assay.model.stub.answer import Answer
from tests.faults_on_wire.table import HEALTHY

ITEM = {"type": "object", "properties": {"colour": {"enum": ["red", "blue", None]}, "state": {"type": "string"}}}
SCHEMA = {"allOf": [{"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/Item"}}}}]}
LIST = {"items": [{"colour": "red", "state": "open"}, {"colour": "blue", "n": 0}], "a/b": 1.5, "none": None}
SEMANTIC = [name for name, fault in FAULTS.items() if fault.variants is not None]


def answer(value: Any) -> Answer:
    return Answer(headers=(Header("Content-Length", "9"),), body=json.dumps(value).encode())


def made(name: str, value: Any, **contract: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for variant in named(name).changes(answer(value), **contract):
        assert variant.answer.header("Content-Length") is None
        found.setdefault(variant.pointer, []).append(json.loads(variant.answer.body))
    return found


def test_each_place_is_a_variant() -> None:
    assert list(made("missing-field", LIST)) == [
        "/items", "/a~1b", "/none", "/items/0/colour", "/items/0/state", "/items/1/colour", "/items/1/n",
    ]  # fmt: skip
    assert "/none" not in made("null-field", LIST)
    assert made("negative-number", LIST) == {
        "/a~1b": [{**LIST, "a/b": -1.5}],
        "/items/1/n": [{**LIST, "items": [LIST["items"][0], {"colour": "blue", "n": -1}]}],
    }
    assert list(made("wrong-type-field", LIST)) == [
        "/items", "/a~1b", "/none", "/items/0", "/items/1", "/items/0/colour", "/items/0/state", "/items/1/colour",
        "/items/1/n",
    ]  # fmt: skip


def test_the_contract_says_which_fields_are_enumerations() -> None:
    contract = {"schema": SCHEMA, "definitions": {"Item": ITEM}}
    assert list(made("unknown-enum", LIST, **contract)) == ["/items/0/colour", "/items/1/colour"]
    states = made("unexpected-state", LIST, **contract)
    assert [one["items"][0]["colour"] for one in states["/items/0/colour"]] == ["blue"]
    assert list(made("unknown-enum", LIST)) == ["/items/0/state"]


def test_a_setting_chooses_the_place() -> None:
    (act,) = named("null-field").acts(HEALTHY, {"pointer": "/state"})
    assert isinstance(act, Send)
    assert b'"state":null' in act.data
    assert b'"sku":"a-1"' in act.data


@pytest.mark.parametrize("name", SEMANTIC)
@pytest.mark.parametrize(
    "body", [b"", b"no JSON", b"null", b"17", b"\xff", b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900]
)
def test_what_cannot_be_changed_passes_healthy(name: str, body: bytes) -> None:
    strange = Answer(body=body)
    assert len(named(name).changes(strange)) <= 200
    (act,) = named(name).acts(strange, {"pointer": "/nowhere"})
    assert isinstance(act, Send)
    assert act.data.endswith(b"\r\n\r\n" + body)


def test_references_in_a_circle_end() -> None:
    circle = {"$ref": "#/$defs/A"}
    assert made("unknown-enum", {"a": "b"}, schema=circle, definitions={"A": circle}) == {}
    assert made("null-field", {"a": "b"}, schema={"$ref": "#/$defs/Gone"}) == {"/a": [{"a": None}]}


def test_variants_are_bounded() -> None:
    assert len(named("null-field").changes(answer({f"f{n}": n for n in range(5_000)}))) == 200
