"""Schemas of all versions as JSON Schema 2020-12."""

import pytest

from tests.formats.openapi.documents import document, only, read, schema_of


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"], "x-nullable": True}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
        (
            {"allOf": [{"type": "object"}], "nullable": True, "readOnly": True},
            {"anyOf": [{"allOf": [{"type": "object"}]}, {"type": "null"}], "readOnly": True},
        ),
        ({"minimum": 3, "exclusiveMinimum": True}, {"exclusiveMinimum": 3}),
        ({"minimum": 3, "exclusiveMinimum": False}, {"minimum": 3}),
        ({"maximum": 3, "exclusiveMaximum": True}, {"exclusiveMaximum": 3}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"type": "array", "items": [{"type": "string"}]}, {"type": "array", "prefixItems": [{"type": "string"}]}),
        ({"dependencies": {"a": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
        ({"type": "object", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
        ({"writeOnly": True, "x-internal": {"a": 1}}, {"writeOnly": True, "x-internal": {"a": 1}}),
        ({"minLength": "3", "maxLength": 5.0}, {"minLength": 3, "maxLength": 5}),
        ({"type": "string", "enum": [1, True, "a"]}, {"type": "string", "enum": ["1", "true", "a"]}),
        ({"type": "int"}, {"type": "integer"}),
        ({"$id": "http://h/x", "$schema": "http://h/y", "type": "null"}, {"type": "null"}),
    ],
)
@pytest.mark.parametrize("version", ["2.0", "3.0.3"])
def test_older_keywords(old, new, version):
    if version == "2.0":
        operation = {"parameters": [{"name": "b", "in": "body", "schema": old}]}
        assert only(operation, version).body.media[0].schema == new
    else:
        assert schema_of(old, version) == new


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"]},
        {"exclusiveMinimum": 3, "minimum": 4},
        {"const": None},
        {"prefixItems": [{"type": "string"}], "items": False},
        {"$ref": "#/$defs/A", "maxLength": 3},
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": True},
        {"dependentSchemas": {"a": {"type": "object"}}, "unevaluatedProperties": False},
        {"contains": {"type": "null"}, "minContains": 2},
    ],
)
def test_newer_keywords_stay(schema):
    given = {**schema, "$ref": "#/components/schemas/A"} if "$ref" in schema else schema
    assert schema_of(given, components={"schemas": {"A": {"type": "string"}}}) == schema


def test_nullable_in_3_1_is_read_as_it_is_meant_and_told_once():
    schemas = {name: {"type": "string", "nullable": True} for name in "AB"}
    contract = read(document(components={"schemas": schemas}))
    assert contract.definitions == {name: {"type": ["string", "null"]} for name in "AB"}
    assert len([one for one in contract.warnings if "nullable" in one]) == 1


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        ({"type": "nonsense", "minLength": 1}, {"minLength": 1}),
        ({"type": "string", "minLength": -1}, {"type": "string"}),
        ({"type": "object", "required": True}, {"type": "object"}),
        ({"type": "object", "properties": {"a": 5}}, {"type": "object", "properties": {"a": True}}),
        ({"allOf": "nope", "anyOf": [], "type": "null"}, {"type": "null"}),
        ({"enum": [], "multipleOf": 0}, {}),
        ("nonsense", True),
        ([], True),
    ],
)
def test_what_is_broken_is_left_out(broken, kept):
    contract = read(document(components={"schemas": {"A": broken}}))
    assert contract.definitions == {"A": kept}


def test_references_become_definitions_and_circles_stay():
    schemas = {
        "Tree": {
            "type": "object",
            "properties": {"kids": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}},
        },
        "Alias": {"$ref": "#/components/schemas/Tree"},
    }
    contract = read(document(components={"schemas": schemas}))
    assert contract.definitions["Tree"]["properties"]["kids"]["items"] == {"$ref": "#/$defs/Tree"}
    assert contract.definitions["Alias"] == {"$ref": "#/$defs/Tree"}


def test_references_to_any_place_and_with_odd_names():
    schema = {"$ref": "#/paths/~1things/get/responses/200/content/application~1json/schema"}
    answer = {"content": {"application/json": {"schema": {"type": "integer"}}}}
    operation = {"responses": {"200": answer}, "parameters": [{"name": "q", "in": "query", "schema": schema}]}
    contract = read(document(paths={"/things": {"get": operation}}))
    assert contract.operations[0].parameters[0].schema == {"$ref": "#/$defs/schema"}
    assert contract.definitions["schema"] == {"type": "integer"}
    odd = read(document(components={"schemas": {"a/b c~é": {"type": "null"}, "a_b_c__": True}}))
    assert odd.definitions == {"a_b_c__": {"type": "null"}, "a_b_c___2": True}


def test_a_reference_beside_other_words_in_3_0():
    schemas = {"A": {"type": "string"}, "B": {"$ref": "#/components/schemas/A", "minLength": 3, "readOnly": True}}
    assert read(document("3.0.0", components={"schemas": schemas})).definitions["B"] == {
        "$ref": "#/$defs/A",
        "readOnly": True,
    }
    nullable = {"A": {"type": "string"}, "B": {"$ref": "#/components/schemas/A", "nullable": True}}
    assert read(document("3.0.0", components={"schemas": nullable})).definitions["B"] == {
        "anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]
    }


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("#/components/schemas/None", "names nothing"),
        ("#anchor", "names nothing"),
        ("http://example.com/x.json", "is a URL"),
        ("file:///etc/passwd", "is a URL"),
        ("//example.com/x", "is a URL"),
        ("../secret.json", "leads out of"),
        ("/etc/passwd", "leads out of"),
        ("a/../../x.json", "leads out of"),
        ("..\\x.json", "leads out of"),
        ("%2e%2e/x.json", "leads out of"),
        ("missing.json", "cannot be followed: missing.json"),
    ],
)
def test_references_that_lead_nowhere(reference, reason):
    contract = read(document(components={"schemas": {"A": {"$ref": reference}}}))
    assert contract.definitions == {"A": {}}
    assert reason in contract.warnings[0]
    assert contract.warnings[0].startswith("api.json#/components/schemas/A: ")


def test_anchors_and_definitions_of_a_schema():
    schemas = {
        "A": {"$ref": "#here"},
        "B": {"$anchor": "here", "type": "null"},
        "C": {"$ref": "#/$defs/D", "$defs": {"D": {"type": "integer"}}},
    }
    contract = read(document(components={"schemas": schemas}))
    assert contract.definitions["A"] == {"$ref": "#/$defs/B"}
    assert contract.definitions["C"] == {"$ref": "#/$defs/D"}
    assert contract.definitions["D"] == {"type": "integer"}


def test_discriminators_name_definitions():
    schemas = {
        "Pet": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "kitten": "#/components/schemas/Cat"}},
        },
        "Cat": {"type": "object"},
    }
    found = read(document(components={"schemas": schemas})).definitions["Pet"]["discriminator"]
    assert found == {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat", "kitten": "#/$defs/Cat"}}
