"""Documents as people have them: all versions, several files, and what is wrong with them."""

import json

import pytest

from assay.formats.openapi import read_openapi
from assay.model.errors import InputError
from tests.formats.openapi.documents import document, only, read

STRING = {"type": "string"}


@pytest.mark.parametrize(
    ("data", "name", "where"),
    [
        (b"", "a.yaml", "a.yaml"),
        (b"{", "a.json", "a.json:1:2"),
        (b'{"openapi": 3.1,\n "paths": }', "a.json", "a.json:2:11"),
        (b"openapi: 3.1.0\npaths: [", "a.yaml", "a.yaml:3:1"),
        (b"a: 1\na: 2", "a.yaml", "a.yaml:2:1"),
        (b"just text", "a.yaml", "a.yaml"),
        (b"[]", "a.json", "a.json"),
        (b"openapi: 4.0.0", "a.yaml", "a.yaml"),
        (b"swaggerVersion: 1.2", "a.yaml", "a.yaml"),
        (b"title: something else", "a.yaml", "a.yaml"),
        (b"!!python/object/apply:os.system ['true']", "a.yaml", "a.yaml:1:1"),
        (b"[" * 5000, "a.yaml", "a.yaml"),
    ],
)
def test_what_is_no_contract_is_refused_with_its_place(data, name, where):
    with pytest.raises(InputError) as refused:
        read_openapi({name: data}, name)
    assert refused.value.where.startswith(where)
    assert refused.value.what.endswith(".")


def test_a_bomb_of_aliases_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(InputError, match="nodes"):
        read_openapi({"a.yaml": "\n".join(lines).encode()}, "a.yaml")


@pytest.mark.parametrize(
    ("written", "dialect"),
    [("3.0.3", "3.0"), (3.1, "3.1"), ("3.2.0", "3.2"), ("3.9", "3.2"), (3, "3.0")],
)
def test_versions(written, dialect):
    assert read({"openapi": written, "paths": {}}).dialect == dialect


def test_versions_of_old_and_of_none():
    assert read({"swagger": 2.0, "paths": {}}).dialect == "2.0"
    assert read({"paths": {"/a": {}}, "components": {}}).dialect == "3.0"
    assert read({"paths": {"/a": {}}, "definitions": {}}).dialect == "2.0"


def test_a_flow_mapping_is_yaml():
    data = (
        b"{openapi: 3.1.0, info: {title: A, version: 1.10}, paths: {/a: {get: {responses: {200: {description: x}}}}}}"
    )
    contract = read_openapi({"a.yaml": data}, "a.yaml")
    assert [one.name for one in contract.operations] == ["GET /a"]
    assert contract.operations[0].answers[0].status == "200"


def test_parameters_of_the_path_are_overridden_by_those_of_the_operation():
    item = {
        "parameters": [
            {"name": "a", "in": "query", "schema": STRING},
            {"name": "X-B", "in": "header", "schema": STRING},
            {"name": "id", "in": "path", "schema": STRING},
        ],
        "get": {"parameters": [{"name": "x-b", "in": "header", "required": True}, {"name": "a", "in": "cookie"}]},
    }
    found = read(document(paths={"/t/{id}": item})).operations[0].parameters
    assert [(one.name, one.place, one.required) for one in found] == [
        ("a", "query", False),
        ("x-b", "header", True),
        ("id", "path", True),
        ("a", "cookie", False),
    ]


def test_styles_have_their_defaults():
    places = [{"name": place, "in": place} for place in ("query", "path", "header", "cookie")]
    further = [{"name": "d", "in": "query", "style": "deepObject"}, {"name": "p", "in": "query", "explode": False}]
    found = only({"parameters": [*places, *further]}).parameters
    assert {one.name: (one.style, one.explode) for one in found} == {
        "query": ("form", True),
        "path": ("simple", False),
        "header": ("simple", False),
        "cookie": ("form", True),
        "d": ("deepObject", True),
        "p": ("form", False),
    }


def test_parameters_by_content_and_examples_in_all_forms():
    parameters = [
        {"name": "f", "in": "query", "content": {"application/json": {"schema": STRING, "example": "a"}}},
        {
            "name": "g",
            "in": "query",
            "schema": STRING,
            "examples": {"one": {"value": 1}, "two": {"$ref": "#/components/examples/X"}},
        },
    ]
    first, second = only({"parameters": parameters}, components={"examples": {"X": {"value": 2}}}).parameters
    assert (first.media, first.schema, first.examples) == ("application/json", STRING, ("a",))
    assert second.examples == (1, 2)


def test_security_is_inherited_and_switched_off():
    paths = {"/a": {"get": {}, "post": {"security": []}, "put": {"security": [{"k": []}, {"b": [], "o": ["r"]}, {}]}}}
    schemes = {
        "b": {"type": "http", "scheme": "Bearer"},
        "k": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://h/t", "scopes": {"r": "read"}}}},
    }
    contract = read(document(paths=paths, security=[{"b": []}], components={"securitySchemes": schemes}))
    assert [one.security for one in contract.operations] == [(("b",),), (), (("k",), ("b", "o"), ())]
    assert read(document(paths=paths)).operations[0].security is None
    bearer, key, oauth = contract.security_schemes
    assert (bearer.scheme, key.place, key.key) == ("bearer", "header", "X-Key")
    assert (oauth.flow, oauth.token_url, oauth.scopes) == ("clientCredentials", "https://h/t", ("r",))


def test_servers_with_variables():
    servers = [
        {"url": "https://{region}.example/{v}/", "variables": {"region": {"default": "eu"}, "v": {"enum": ["v2"]}}},
        {"url": "/{unknown}"},
        {},
        "nonsense",
    ]
    assert read(document(servers=servers)).servers == ("https://eu.example/v2", "/{unknown}")
    assert read(document()).servers == ("/",)
    own = {"get": {"servers": [{"url": "https://files.example"}]}}
    assert read(document(paths={"/a": own})).operations[0].servers == ("https://files.example",)


@pytest.mark.parametrize(
    ("fields", "servers"),
    [
        ({"host": "h:1", "basePath": "/v1/", "schemes": ["http", "https", "ws"]}, ("https://h:1/v1", "http://h:1/v1")),
        ({"host": "h"}, ("https://h",)),
        ({"basePath": "v1"}, ("/v1",)),
        ({}, ("/",)),
    ],
)
def test_where_a_2_0_document_says_that_it_is(fields, servers):
    assert read(document("2.0", **fields)).servers == servers


def test_a_2_0_document():
    operation = {
        "consumes": ["application/xml"],
        "parameters": [
            {"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"},
            {"name": "many", "in": "query", "type": "array", "items": STRING, "collectionFormat": "multi"},
            {"$ref": "#/parameters/Body"},
        ],
        "responses": {
            200: {
                "description": "ok",
                "schema": {"$ref": "#/definitions/A"},
                "examples": {"application/json": {"a": 1}},
            },
            "404": {"$ref": "#/responses/Missing"},
            "default": {"description": "other", "headers": {"X-A": {"type": "integer"}}},
        },
    }
    contract = read(
        document(
            "2.0",
            paths={"/t": {"post": operation}},
            produces=["application/json"],
            definitions={"A": {"type": "object"}},
            parameters={"Body": {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/A"}}},
            responses={"Missing": {"description": "no", "schema": STRING}},
            securityDefinitions={
                "u": {"type": "basic"},
                "o": {"type": "oauth2", "flow": "application", "tokenUrl": "t"},
            },
        )
    )
    (found,) = contract.operations
    assert [(one.name, one.style, one.explode) for one in found.parameters] == [
        ("ids", "pipeDelimited", False),
        ("many", "form", True),
    ]
    assert (found.body.required, found.body.media[0].type) == (True, "application/xml")
    assert [one.status for one in found.answers] == ["200", "404", "default"]
    assert found.answers[0].media[0].examples == ({"a": 1},)
    assert found.answers[1].media[0].schema == STRING
    assert found.answers[2].headers[0].schema == {"type": "integer"}
    basic, oauth = contract.security_schemes
    assert (basic.type, basic.scheme, oauth.flow) == ("http", "basic", "clientCredentials")
    assert contract.warnings == ()


def test_a_2_0_form():
    fields = [
        {"name": "note", "in": "formData", "type": "string"},
        {"name": "file", "in": "formData", "type": "file", "required": True},
    ]
    body = only({"parameters": fields}, "2.0").body
    assert body.media[0].type == "multipart/form-data"
    assert body.media[0].schema == {
        "type": "object",
        "properties": {"note": STRING, "file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }


def test_several_files_of_one_folder():
    main = document(
        paths={"/a": {"$ref": "paths/a.json"}},
        components={"schemas": {"A": {"$ref": "paths/../schemas.json#/A"}}},
    )
    asked = []

    def port(path):
        asked.append(path)
        return {
            "spec/paths/a.json": b'{"get": {"parameters": [{"name": "q", "in": "query",'
            b' "schema": {"$ref": "../schemas.json#/A"}}]}}',
            "spec/schemas.json": b'{"A": {"items": {"$ref": "api.json#/components/schemas/A"}}}',
        }[path]

    contract = read_openapi({"spec/api.json": json.dumps(main).encode()}, "spec/api.json", read=port)
    assert sorted(asked) == ["spec/paths/a.json", "spec/schemas.json"]
    assert contract.operations[0].parameters[0].schema == {"$ref": "#/$defs/A_2"}
    assert contract.definitions["A_2"] == {"items": {"$ref": "#/$defs/A"}}
    assert contract.warnings == ()


def test_references_in_a_circle_end():
    contract = read(
        document(
            paths={
                "/a": {"get": {"parameters": [{"$ref": "#/components/parameters/A"}]}},
                "/b": {"$ref": "#/paths/~1b"},
            },
            components={"parameters": {"A": {"$ref": "#/components/parameters/A"}}},
        )
    )
    assert contract.operations[0].parameters == ()
    assert len([one for one in contract.warnings if "circle" in one]) == 2


def test_what_is_broken_is_told_and_the_rest_is_read():
    paths = {
        "/a": {
            "get": {
                "parameters": [{"in": "query"}, 5, {"name": "q", "in": "query"}],
                "responses": {"99": {}, "2xx": {}},
            }
        },
        "/b": "nonsense",
        "/c": {"post": []},
        "no-slash": {"get": {"responses": None, "tags": "x", "requestBody": 5}},
        "x-more": {"get": {}},
    }
    contract = read(document(paths=paths))
    assert [one.name for one in contract.operations] == ["GET /a", "GET /no-slash"]
    assert [one.name for one in contract.operations[0].parameters] == ["q"]
    assert [one.status for one in contract.operations[0].answers] == ["2XX"]
    assert len(contract.warnings) == 5
    assert contract.warnings[0].startswith("api.json#/paths/~1a/get/parameters/0: ")


def test_warnings_are_bounded():
    schemas = {f"A{n}": {"type": "nonsense"} for n in range(1000)}
    assert len(read(document(components={"schemas": schemas})).warnings) == 100


def test_many_uses_of_one_part_cost_it_once():
    shared = {"parameters": [{"name": f"p{n}", "in": "query", "schema": STRING} for n in range(500)], "get": {}}
    paths = {f"/{n}": {"$ref": "#/components/pathItems/A"} for n in range(700)}
    contract = read(document(paths=paths, components={"pathItems": {"A": shared}}))
    assert len(contract.operations) == 700
    assert contract.operations[0].parameters[0] is contract.operations[699].parameters[0]


def test_too_many_parts_are_refused():
    shared = {"parameters": [{"name": f"p{n}", "in": "query"} for n in range(1000)], "get": {}, "post": {}}
    paths = {f"/{n}": {"$ref": "#/components/pathItems/A"} for n in range(1000)}
    with pytest.raises(InputError, match="more than"):
        read(document(paths=paths, components={"pathItems": {"A": shared}}))


def test_additional_operations_of_3_2():
    item = {"query": {"responses": {}}, "additionalOperations": {"COPY": {"responses": {}}}}
    assert [one.name for one in read(document("3.2.0", paths={"/a": item})).operations] == ["QUERY /a", "COPY /a"]
