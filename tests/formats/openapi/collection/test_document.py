"""Contracts as collections, looked at part by part."""

import json

from assay.formats.openapi.collection import to_document
from assay.formats.postman import read_collection
from assay.formats.postman.write import collection_json
from tests.formats.openapi.documents import document, read
from tests.formats.openapi.test_shop import SHOP


def steps_of(contract, **options):
    suite = to_document(contract, **options).suite
    return {step.name: step for folder in suite.items for step in folder.items}


def one(operation, path="/things", method="get", **fields):
    contract = read(document(paths={path: {method: {"summary": "S", **operation}}}, **fields))
    return steps_of(contract)["S"]


def parameter(place, **fields):
    return {"name": "p", "in": place, "schema": {"type": "integer"}, **fields}


def test_a_folder_for_each_tag_and_a_step_for_each_operation():
    suite = to_document(SHOP).suite
    assert len(steps_of(SHOP)) == len(SHOP.operations)
    assert [folder.name for folder in suite.items] == [
        "auth", "system", "me", "addresses", "users", "products", "reviews", "search", "orders", "warehouse", "reports",
        "audit", "announcements", "tenants", "coupons", "feeds", "documents", "At the end",
    ]  # fmt: skip


def test_what_is_made_comes_before_what_is_read_and_deletions_last():
    folders = {folder.name: folder.items for folder in to_document(SHOP).suite.items}
    assert [step.request.method for step in folders["addresses"]] == ["POST", "GET", "GET", "PUT", "DELETE"]
    assert [step.name for step in folders["At the end"]] == [
        "Delete a product with its reviews and image",
        "End the session of the access token",
    ]


def test_it_is_a_collection_that_reads_back_as_it_is():
    suite = to_document(SHOP).suite
    again = read_collection(json.dumps(collection_json(suite)).encode(), name="x")
    assert collection_json(again) == collection_json(suite)
    assert again.warnings == ()


def test_the_same_contract_gives_the_same_collection():
    assert to_document(SHOP) == to_document(SHOP)
    assert to_document(SHOP, seed=1) != to_document(SHOP, seed=2)


def test_urls_headers_and_parameters():
    step = one(
        {
            "parameters": [
                {"name": "id", "in": "path", "schema": {"type": "string", "example": "u1"}},
                parameter("query", name="a", required=True),
                parameter("query", name="b", schema={"type": "array", "items": {"type": "integer"}, "example": [1, 2]}),
                parameter("query", name="d", style="deepObject", schema={"example": {"x": 1}}),
                parameter("header", name="X-H", description="why"),
                parameter("cookie", name="c", required=True),
            ]
        },
        "/users/{id}/photo.{format}",
    )
    url = step.request.url
    assert (url.host, url.path) == (("{{base_url}}",), ("users", ":id", "photo.{{format}}"))
    assert [(entry.key, entry.value) for entry in url.variables] == [("id", "{{user_id}}")]
    assert [(entry.key, entry.value, entry.enabled) for entry in url.query] == [
        ("a", "1", True),
        ("b", "1", False),
        ("b", "2", False),
        ("d[x]", "1", False),
    ]
    assert [(entry.key, entry.value, entry.enabled) for entry in step.request.headers] == [
        ("X-H", "1", False),
        ("Cookie", "c=1", True),
    ]


def test_variables_hold_the_examples_of_the_contract():
    paths = {
        "/users/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "schema": {"example": "u1"}}]}},
        "/companies/{id}/items/{itemId}": {"get": {}},
    }
    contract = read(document(paths=paths, servers=[{"url": "/v2"}]))
    found = {one.key: one.value for one in to_document(contract).suite.variables}
    assert found == {"base_url": "http://127.0.0.1:8000/v2", "user_id": "u1", "company_id": "id", "item_id": "itemId"}
    assert to_document(contract, base_url="http://h/").suite.variables[0].value == "http://h"


def test_bodies():
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "f": {"type": "string", "format": "binary"}}}
    json_body = {"content": {"text/plain": {}, "application/json": {"schema": schema, "example": {"n": 7}}}}
    step = one({"requestBody": json_body}, method="post")
    assert (step.request.body.mode, json.loads(step.request.body.raw)) == ("raw", {"n": 7})
    assert [(entry.key, entry.value) for entry in step.request.headers] == [("Content-Type", "application/json")]
    form = one({"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}}, method="post").request
    assert [(entry.key, entry.type, entry.value) for entry in form.body.formdata] == [
        ("n", "text", "1"),
        ("f", "file", None),
    ]
    assert form.headers == (), "the boundary is the sender's"
    encoded = {"content": {"application/x-www-form-urlencoded": {"schema": {"properties": {"a": {"example": [1, 2]}}}}}}
    fields = one({"requestBody": encoded}, method="post").request.body.urlencoded
    assert [(entry.key, entry.value) for entry in fields] == [("a", "1"), ("a", "2")]
    xml = one({"requestBody": {"content": {"application/xml": {"example": "<a/>"}}}}, method="post").request.body
    assert (xml.raw, xml.language) == ("<a/>", "xml")


def test_auth_by_variables_and_secrets_empty_in_the_environment():
    schemes = {
        "token": {"type": "http", "scheme": "bearer"},
        "login": {"type": "http", "scheme": "basic"},
        "partnerKey": {"type": "apiKey", "in": "query", "name": "key"},
        "sid": {"type": "apiKey", "in": "cookie", "name": "sid"},
        "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://h/t", "scopes": {"r": ""}}}},
    }
    wanted = {"b": "token", "c": "login", "d": "partnerKey", "e": "oauth"}
    paths = {f"/{path}": {"get": {"summary": path, "security": [{name: []}]}} for path, name in wanted.items()}
    paths["/a"] = {"get": {"summary": "a"}, "post": {"summary": "a2"}, "put": {"summary": "a3"}}
    paths["/f"] = {"get": {"summary": "f", "security": []}}
    paths["/g"] = {"get": {"summary": "g", "security": [{"token": [], "partnerKey": [], "sid": []}]}}
    contract = read(document(paths=paths, security=[{"token": []}], components={"securitySchemes": schemes}))
    made = to_document(contract)
    assert made.suite.auth.params == {"token": "{{access_token}}"}
    steps = steps_of(contract)
    kinds = {name: step.request.auth.type if step.request.auth else None for name, step in steps.items()}
    assert kinds == {
        "a": None, "a2": None, "a3": None, "b": None, "g": None,
        "c": "basic", "d": "apikey", "e": "oauth2", "f": "noauth",
    }  # fmt: skip
    assert steps["d"].request.auth.params == {"key": "key", "value": "{{partner_key}}", "in": "query"}
    assert steps["e"].request.auth.params["grant_type"] == "client_credentials"
    assert [(entry.key, entry.value) for entry in steps["g"].request.url.query] == [("key", "{{partner_key}}")]
    assert [(entry.key, entry.value) for entry in steps["g"].request.headers] == [("Cookie", "sid={{sid}}")]
    (environment,) = made.environments
    assert all(variable.value == "" for variable in environment.variables)
    assert {variable.key for variable in environment.variables if variable.secret} == {
        "access_token", "password", "partner_key", "sid", "oauth_token", "client_secret",
    }  # fmt: skip


def test_answers_become_saved_responses():
    answers = {
        "200": {"description": "Here\nit is", "content": {"application/json": {"schema": {"type": "integer"}}}},
        "404": {"description": "No", "content": {"text/plain": {"example": "gone"}}},
        "default": {"description": "x"},
    }
    found = one({"responses": answers}).examples
    assert [(example["code"], example["name"], example["body"]) for example in found] == [
        (200, "Here", "1"),
        (404, "No", "gone"),
    ]
    assert found[0]["originalRequest"]["method"] == "GET"


def test_without_tags_the_path_tells_the_folder():
    paths = {"/api/v1/users": {"get": {}}, "/": {"get": {}}}
    assert [folder.name for folder in to_document(read(document(paths=paths))).suite.items] == ["users", "/"]


def test_scripts_say_what_is_declared():
    good = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    schema = {
        "type": "object",
        "description": "left out",
        "properties": {
            "__proto__": {},
            "x": {"type": "string", "pattern": "\\p{L}", "format": "int32", "nullable": True},
        },
    }
    fields = {"components": {"schemas": {"A": schema}}}
    source = one({"responses": {"200": good, "404": {}}}, **fields).scripts[0].source
    assert "to.be.oneOf([200])" in source
    assert '"application/json"' in source
    assert "left out" not in source
    assert "__proto__" not in source
    assert "int32" not in source
    assert "\\p" not in source
    only_bad = one({"responses": {"404": {}}}).scripts[0].source
    assert "to.be.oneOf([404])" in only_bad
    ranged = one({"responses": {"2XX": {}, "204": {}}}).scripts[0].source
    assert "code === 204 || (code >= 200 && code <= 299)" in ranged
    assert "to.be.below(400)" in one({"responses": {"default": {}}}).scripts[0].source


def test_a_schema_that_is_too_large_for_a_script_is_said_so():
    large = {"properties": {f"field{n}": {"type": "string", "maxLength": n} for n in range(2000)}}
    source = one({"responses": {"200": {"content": {"application/json": {"schema": large}}}}}).scripts[0].source
    assert "too large for a script" in source
    assert len(source) < 2000
