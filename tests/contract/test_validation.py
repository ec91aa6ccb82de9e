"""Schemas and values that are meant to do harm, and words for what is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.contract.validation import Validators
from assay.model.contract import Contract


def check(schema, value, definitions=None, direction="request"):
    return Validators(Contract(definitions=definitions or {})).check(schema, value, direction)


def test_alternatives_that_multiply_end():
    doubled = {f"L{i}": {"anyOf": [{"$ref": f"#/$defs/L{i + 1}"}] * 2} for i in range(60)}
    assert check({"$ref": "#/$defs/L0"}, 1, {**doubled, "L60": {"type": "string"}}) == []
    nested = {
        "A": {"anyOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/B"}]},
        "B": {"type": "array", "items": {"$ref": "#/$defs/A"}, "maxItems": 1},
    }
    value = 1
    for _ in range(60):
        value = [value]
    assert check({"$ref": "#/$defs/A"}, value, nested) == []


@pytest.mark.parametrize(
    "definitions",
    [
        {"A": {"$ref": "#/$defs/A"}},
        {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}},
        {"A": {"allOf": [{"$ref": "#/$defs/A"}, {"type": "string"}]}},
        {"A": {"not": {"$ref": "#/$defs/A"}}},
        {"A": {"properties": {"a": {"$ref": "#/$defs/A"}}, "required": ["a"], "allOf": [{"$ref": "#/$defs/A"}]}},
        {f"A{i}" if i else "A": {"$ref": f"#/$defs/A{i + 1}"} for i in range(3000)},
    ],
)
def test_circles_end(definitions):
    assert isinstance(check({"$ref": "#/$defs/A"}, {"a": {}}, definitions), list)


def test_of_a_large_value_the_first_difference_is_told():
    schema = {"type": "array", "items": {"type": "object", "required": ["a"]}}
    found = check(schema, [{"b": 1}] * 30_000)
    assert [one.pointer for one in found] == ["/0/a"]


def test_a_pattern_cannot_hang_the_judge():
    assert check({"type": "string", "pattern": "^(?:(a|aa)+)\\1$"}, "a" * 5000 + "!") == []
    assert check({"type": "string", "pattern": "^(a+)+$"}, "a" * 5000 + "!") != []


def test_a_keyword_that_no_validator_takes_counts_for_nothing():
    found = check({"type": "object", "properties": {"a": {"type": "integer", "pattern": "["}}}, {"a": "x"})
    assert [(one.pointer, one.keyword) for one in found] == [("/a", "type")]


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, 10**500, float("nan"), float("inf")])
def test_values_that_json_cannot_hold(value):
    assert isinstance(check({"type": "integer", "maximum": 5}, value), list)


def test_the_alternative_that_is_meant_is_the_one_that_is_told():
    nullable = {"anyOf": [{"type": "object", "required": ["q"]}, {"type": "null"}]}
    assert [(one.pointer, one.keyword) for one in check(nullable, {})] == [("/q", "required")]
    kinds = {
        "oneOf": [
            {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind"]},
            {"properties": {"kind": {"const": "dog"}, "name": {"type": "string"}}, "required": ["kind"]},
        ]
    }
    assert [one.pointer for one in check(kinds, {"kind": "cat", "lives": "nine"})] == ["/lives"]
    assert [one.expected for one in check(kinds, {"kind": "cow"})] == ["one of 2 alternatives"]


PETS = {
    "Cat": {"properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
    "Dog": {"properties": {"kind": {"type": "string"}, "name": {"type": "string"}}, "required": ["name"]},
}


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({"kind": "cat", "lives": "nine"}, ["/lives"]),
        ({"kind": "cat", "name": 5}, []),
        ({"kind": "Dog"}, ["/name"]),
        ({"kind": "Dog", "name": "x"}, []),
        ({"kind": "cow", "name": 5, "lives": 9}, []),
        ({"kind": "cow", "name": 5, "lives": "x"}, [""]),
        ("text", [""]),
    ],
)
def test_a_discriminator_says_which_alternative_is_meant(value, pointers):
    schema = {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat"}},
    }
    assert [one.pointer for one in check(schema, value, PETS)] == pointers


def test_alternatives_that_are_not_told_apart_are_doubtful():
    schema = {"oneOf": [{"$ref": "#/$defs/Cat"}, {"type": "object"}]}
    assert [(one.pointer, one.doubtful) for one in check(schema, {}, PETS)] == [("", True)]


def test_required_fields_by_direction():
    definitions = {
        "Id": {"type": "integer", "readOnly": True},
        "Base": {"properties": {"id": {"$ref": "#/$defs/Id"}, "pw": {"writeOnly": True}}, "required": ["id", "pw"]},
    }
    schema = {"allOf": [{"$ref": "#/$defs/Base"}, {"required": ["id", "n"]}]}
    assert [one.pointer for one in check(schema, {}, definitions)] == ["/pw", "/n"]
    assert [one.pointer for one in check(schema, {}, definitions, "response")] == ["/id", "/id", "/n"]


@pytest.mark.parametrize(
    ("schema", "value", "expected", "found"),
    [
        ({"type": ["integer", "null"]}, "x", "an integer or null", 'the text "x"'),
        ({"enum": ["a", "b", "c"]}, 5, "one of a, b or c", "5"),
        ({"const": "a"}, "b", "a", 'the text "b"'),
        ({"minimum": 3}, 1, "3 or more", "1"),
        ({"maxLength": 1}, "ab", "at most 1 character long", 'the text "ab"'),
        ({"minItems": 2}, [1], "a list of at least 2 items", "a list of 1 item"),
        ({"format": "uuid"}, "x", "a UUID", 'the text "x"'),
        ({"type": "integer"}, "y" * 100, "an integer", f'the text "{"y" * 60}"… (100 characters)'),
        ({"type": "integer"}, {"a": 1}, "an integer", "an object with 1 field"),
        ({"not": {}}, 1, "something else: its schema excludes this value", "1"),
    ],
)
def test_words(schema, value, expected, found):
    told = check(schema, value)
    assert [(one.expected, one.found) for one in told] == [(expected, found)]


def test_secret_values_are_told_by_their_kind():
    schema = {"properties": {"api_token": {"maxLength": 3}, "list": {"items": {"type": "null"}}}}
    found = check(schema, {"api_token": "abcdef", "list": ["x"]})
    assert [one.found for one in found] == ["text of 6 characters", 'the text "x"']


KEYWORDS = st.sampled_from(
    ["type", "enum", "required", "properties", "items", "anyOf", "allOf", "not", "minimum", "pattern", "format", "$ref"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
SCHEMAS = st.recursive(
    st.booleans()
    | st.builds(lambda name: {"type": name}, TYPES)
    | st.builds(lambda values: {"enum": values}, st.lists(JSON, min_size=1, max_size=3))
    | st.just({"$ref": "#/$defs/A"})
    | st.builds(lambda pattern: {"pattern": pattern}, st.text(max_size=6)),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            "required": st.lists(st.sampled_from("ab"), max_size=2, unique=True),
            "items": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=3),
            "oneOf": st.lists(inner, min_size=1, max_size=3),
            "allOf": st.lists(inner, min_size=1, max_size=3),
            "not": inner,
            "additionalProperties": inner,
            "readOnly": st.booleans(),
        },
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(schema=SCHEMAS, other=SCHEMAS, value=JSON)
def test_any_schema_and_any_value_are_judged(schema, other, value):
    for one in check(schema, value, {"A": other}):
        assert one.pointer == "" or one.pointer.startswith("/")
        assert one.keyword
