"""Every sample satisfies the schema that was inferred from it, whatever it is, and the schema pins no value."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.contract.inference import infer

NAMES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["id", "price", "created_at", "__proto__", "constructor", "toString", "a/b~c", "7", "1234567"]),
    st.uuids().map(str),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.uuids().map(str),
    st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    st.emails(),
    st.sampled_from(
        ["", "https://shop.example/a?b=c", "2026-02-30T00:00:00Z", "2026-01-05T09:00:00.000Z", "a@b", "http://"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_every_sample_is_valid(samples: list[Any]) -> None:
    schema = infer(samples)
    for draft in (jsonschema_rs.Draft202012Validator, jsonschema_rs.Draft7Validator):
        validator = draft(schema, validate_formats=True)
        for sample in samples:
            assert validator.is_valid(sample), (schema, sample)


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3))
def test_no_value_is_pinned(samples: list[Any]) -> None:
    text = json.dumps(infer(samples))
    for keyword in ('"enum"', '"const"', '"pattern"', '"minimum"', '"additionalProperties": false'):
        assert keyword not in text.replace(json.dumps(keyword), "")


def test_a_record() -> None:
    order = {
        "id": "0b0f6a0e-26a7-4d7b-9df3-0d7c4a1b5f10",
        "number": 1001,
        "price": 12,
        "note": None,
        "lines": [{"sku": "A", "gift": True}, {"sku": "B"}],
        "created_at": "2026-01-05T09:00:00.000Z",
        "owner": {"email": "alice@acme.example", "home": "https://acme.example/alice"},
    }
    assert infer([order, {**order, "note": "ring", "extra": 1}]) == {
        "type": "object",
        "required": ["id", "number", "price", "note", "lines", "created_at", "owner"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "number": {"type": "integer"},
            "price": {"type": "number"},
            "note": {"type": ["string", "null"]},
            "lines": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["sku"],
                    "properties": {"sku": {"type": "string"}, "gift": {"type": "boolean"}},
                },
            },
            "created_at": {"type": "string", "format": "date-time"},
            "owner": {
                "type": "object",
                "required": ["email", "home"],
                "properties": {
                    "email": {"type": "string", "format": "email"},
                    "home": {"type": "string", "format": "uri"},
                },
            },
            "extra": {"type": "integer"},
        },
    }


def test_what_was_only_null_or_empty_says_nothing() -> None:
    assert infer([{"a": None, "b": []}]) == {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {}, "b": {"type": "array"}},
    }
    assert infer([]) == {}


@pytest.mark.parametrize(
    "keys", [("17", "23"), ("0b0f6a0e-26a7-4d7b-9df3-0d7c4a1b5f10",), ("2026-01-05", "2026-01-06")]
)
def test_keys_that_are_ids_are_data(keys: tuple[str, ...]) -> None:
    schema = infer([{"by": {key: {"n": 1} for key in keys}}])
    inner = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    assert schema["properties"]["by"] == {"type": "object", "additionalProperties": inner}


def test_a_map_once_and_a_record_once_is_just_an_object() -> None:
    assert infer([{"1": 2}, {"name": "x"}]) == {"type": "object"}
    assert infer([{"name": "x"}, {"1": 2}]) == {"type": "object"}


def test_a_hundred_thousand_items_are_all_seen() -> None:
    many: list[Any] = [{"id": n, "name": "x"} for n in range(100_000)]
    assert infer([many])["items"]["properties"]["id"] == {"type": "integer"}
    assert infer([[*many, {"id": None, "name": "x"}]])["items"]["properties"]["id"] == {"type": ["integer", "null"]}


def test_depth_and_width_are_bounded() -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    assert len(json.dumps(infer([deep]))) < 5000
    wide = {f"name{n}": n for n in range(50_000)}
    schema = infer([wide])
    assert len(json.dumps(schema)) < 20_000
    assert jsonschema_rs.Draft7Validator(schema).is_valid(wide)
