"""Values made from schemas, judged by the validator."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.contract.validation import Validators
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract
from tests.formats.openapi.test_shop import SHOP

SEEDS = range(4)


def made(schema, *, definitions=None, **options):
    return sample(schema, Contract(definitions=definitions or {}), **options)


@pytest.mark.parametrize("direction", ["request", "response"])
@pytest.mark.parametrize("optional", [True, False])
def test_every_schema_of_the_shop_has_its_values(direction, optional):
    validators = Validators(SHOP)
    for name in SHOP.definitions:
        schema = {"$ref": f"#/$defs/{name}"}
        for seed in SEEDS:
            value = sample(schema, SHOP, seed=seed, direction=direction, optional=optional)
            assert validators.check(schema, value, direction) == [], (name, seed, value)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 5, "maximum": 5},
        {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
        {"type": "integer", "multipleOf": 7, "minimum": 20},
        {"type": "integer", "maximum": -10},
        {"type": "integer", "minimum": 2**40},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": "number", "multipleOf": 0.01, "minimum": 0.5},
        {"type": "number", "maximum": 0},
        {"type": "string", "minLength": 30},
        {"type": "string", "maxLength": 2},
        {"type": "string", "minLength": 3, "maxLength": 3, "format": "email"},
        {"type": "string", "pattern": "^[A-Z]{3}-\\d{4,8}$"},
        {"type": "string", "pattern": "^(?:red|green)-[^a-z]+\\.(?<x>png|gif)$", "minLength": 20},
        {"type": "string", "pattern": "^/v1/", "minLength": 20},
        {"type": "string", "pattern": "^[\\w.+-]+@[\\w-]+\\.\\w{2,}$"},
        {"type": "string", "pattern": "^\\+?[1-9]\\d{1,14}$"},
        {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        {"type": "string", "pattern": "\\u0041[\\x42-]?"},
        {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "null"}], "items": False},
        {"type": "array", "contains": {"const": 5}},
        {"type": "array", "maxItems": 0},
        {"type": "object", "minProperties": 3},
        {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
        {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False, "minProperties": 1},
        {"allOf": [{"properties": {"a": {"type": "integer", "minimum": 3}}, "required": ["a"]}, {"required": ["b"]}]},
        {"allOf": [{"properties": {"a": {"minimum": 3}}}, {"properties": {"a": {"type": "integer", "maximum": 3}}}]},
        {"oneOf": [{"type": "null"}, {"type": "object", "properties": {"k": {"const": 1}}, "required": ["k"]}]},
        {"type": ["null", "boolean"]},
        {"enum": [None, "a"]},
        {"const": {"a": [1]}},
        {"type": "integer", "examples": ["wrong", 7]},
        {"type": "string", "enum": ["a", "b"], "default": "z"},
        {"properties": {"id": {"readOnly": True, "type": "integer"}}, "required": ["id"]},
    ],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_values_fit(schema, seed):
    value = made(schema, seed=seed)
    assert Validators(Contract()).check(schema, value, "request") == [], value


@pytest.mark.parametrize("name", ["date-time", "date", "time", "duration", "uuid", "email", "hostname", "ipv4", "ipv6"])
@pytest.mark.parametrize("seed", SEEDS)
def test_formats(name, seed):
    schema = {"type": "string", "format": name}
    assert Validators(Contract()).check(schema, made(schema, seed=seed), "request") == []


@pytest.mark.parametrize("name", ["uri", "uri-reference", "uri-template", "json-pointer", "regex", "idn-email"])
def test_rarer_formats(name):
    schema = {"type": "string", "format": name}
    assert Validators(Contract()).check(schema, made(schema), "request") == []


def test_examples_come_first_then_defaults_then_what_is_allowed():
    assert made({"type": "string", "examples": ["a"], "default": "b", "enum": ["a", "b"]}) == "a"
    assert made({"type": "string", "default": "b", "enum": ["a", "b"]}) == "b"
    assert made({"type": "string", "enum": ["a", "b"]}) == "a"
    assert made({"type": "string"}, name="displayName") == "displayName"


def test_the_same_seed_gives_the_same_value_and_another_seed_another():
    schema = {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "n": {"type": "integer"}}}
    assert made(schema, seed=5) == made(schema, seed=5)
    assert len({repr(made(schema, seed=seed)) for seed in range(10)}) > 5


def test_optional_fields_can_be_left_out():
    schema = {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "required": ["b"]}
    assert made(schema) == {"a": 1, "b": 1}
    assert made(schema, optional=False) == {"b": 1}


def test_each_direction_has_its_fields():
    schema = {"properties": {"id": {"type": "integer", "readOnly": True}, "pw": {"type": "integer", "writeOnly": True}}}
    assert made(schema, direction="request") == {"pw": 1}
    assert made(schema, direction="response") == {"id": 1}


@pytest.mark.parametrize(
    "definitions",
    [
        {"A": {"properties": {"a": {"$ref": "#/$defs/A"}}}},
        {"A": {"properties": {"a": {"$ref": "#/$defs/A"}}, "required": ["a"]}},
        {"A": {"type": "array", "items": {"$ref": "#/$defs/A"}, "minItems": 2}},
        {"A": {"allOf": [{"$ref": "#/$defs/A"}], "type": "object"}},
        {"A": {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "integer"}]}},
        {
            "A": {
                "properties": {f"p{n}": {"$ref": "#/$defs/A"} for n in range(99)},
                "required": [f"p{n}" for n in range(99)],
            }
        },
        {"A": {"type": "array", "uniqueItems": True, "minItems": 40, "items": {"$ref": "#/$defs/A"}}},
    ],
)
def test_circles_end(definitions):
    assert made({"$ref": "#/$defs/A"}, definitions=definitions, seed=1) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b", "(a)\\1", "\\p{L}+", "[", "(", "a{5,2}", "*", "x" * 5000, "(" * 22 + "a" + ")" * 22, "[^\\s\\S]",
        "(a{300}){300}", "a{1000000}", "\\", "[a-", "(?<", "(?<x",
    ],
)  # fmt: skip
def test_patterns_for_which_nothing_is_made(pattern):
    assert made({"type": "string", "pattern": pattern}, name="word") == "word"


@settings(max_examples=200, deadline=None)
@given(pattern=st.text("ab\\dws[]()^$.*+?{}0123,|-: <>=!", max_size=20), seed=st.integers(0, 3))
def test_any_pattern(pattern, seed):
    assert isinstance(made({"type": "string", "pattern": pattern}, seed=seed), str)
