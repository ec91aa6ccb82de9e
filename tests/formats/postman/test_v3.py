"""Format v3: a collection as a folder of YAML files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.postman import collection_json, read_collection, url_text
from assay.formats.postman.v3 import read_v3, read_v3_file
from assay.model.errors import InputError
from assay.model.suite import Auth, Folder, Step, Suite
from tests.formats.postman.documents import OBJECTS

WHOLE = """\
$kind: http-request
name: 'Orders: list'          # stem is "Orders- list"
description: Newest first
url: '{{base}}/shops/:shop/orders?page=2'
method: GET
headers: {Accept: application/json, X-Version: 1.10}
queryParams:
  - {key: page, value: '2'}
  - {key: debug, value: '1', disabled: true}
pathVariables: {shop: 017}
auth: {type: bearer, credentials: {token: '{{tok}}'}}
settings: {followRedirects: false, maxRedirects: 3, disabledSystemHeaders: [user-agent]}
scripts:
  - type: afterResponse
    code: pm.test('ok', () => pm.response.to.have.status(200));
    language: text/javascript
examples: ./.resources/Orders- list.resources/examples
order: 1000
"""


def read(files: dict[str, str], name: str = "shops/Shop") -> Suite:
    return read_v3({path: text.encode() for path, text in files.items()}, name=name)


def request(text: str = "", **files: str) -> Step:
    found = read({"Get.request.yaml": f"$kind: http-request\n{text}", **files}).items[0]
    assert isinstance(found, Step)
    return found


def outline(items: tuple[Folder | Step, ...]) -> list[Any]:
    return [[item.name, outline(item.items)] if isinstance(item, Folder) else item.name for item in items]


def test_a_whole_request() -> None:
    suite = read({"Orders- list.request.yaml": WHOLE})
    assert (suite.name, suite.version, suite.warnings) == ("Shop", "3.0", ())
    step = suite.items[0]
    assert isinstance(step, Step)
    assert step.name == "Orders: list"
    assert step.request.description == "Newest first"
    assert url_text(step.request.url, path_variables=True) == "{{base}}/shops/017/orders?page=2"
    assert [(one.key, one.value, one.enabled) for one in step.request.url.query] == [
        ("page", "2", True),
        ("debug", "1", False),
    ]
    assert [(one.key, one.value) for one in step.request.headers] == [
        ("Accept", "application/json"),
        ("X-Version", "1.10"),
    ]
    assert step.request.auth == Auth(type="bearer", params={"token": "{{tok}}"})
    assert step.settings == {"followRedirects": False, "maxRedirects": 3, "disabledSystemHeaders": {"user-agent": True}}
    assert [(one.listen, one.source) for one in step.scripts] == [
        ("test", "pm.test('ok', () => pm.response.to.have.status(200));")
    ]


def test_folders_and_requests_are_one_list_by_order_then_name() -> None:
    kind = "$kind: collection\n"
    suite = read(
        {
            ".resources/definition.yaml": f"{kind}name: My shop\ndescription: d",
            "b.request.yaml": "$kind: http-request",
            "a.request.yaml": "$kind: http-request",
            "last.request.yaml": "$kind: http-request\norder: 2.5",
            "F/.resources/definition.yaml": f"{kind}order: 1",
            "F/x.request.yaml": "$kind: http-request",
            "G/deep/y.request.yaml": "$kind: http-request",
            "E/.resources/definition.yaml": "$kind: folder\nname: Empty\norder: 10",
            "notes/readme.yaml": "x: y",
        }
    )
    assert suite.name == "My shop"
    assert outline(suite.items) == [["F", ["x"]], "last", ["Empty", []], ["G", [["deep", ["y"]]]], "a", "b"]


def test_definitions_hold_what_is_inherited() -> None:
    definition = """
$kind: collection
variables:
  - {key: base, value: 1.0}
  - {key: off, value: x, disabled: true}
auth:
  - {id: 1, type: basic, name: b, credentials: {username: u, showPassword: false, password: 0123}}
scripts:
  - {type: 'http:beforeRequest', code: [a, b]}
  - {type: 'http:afterResponse', code: c}
"""
    suite = read({".resources/definition.yaml": definition})
    assert suite.auth == Auth(type="basic", params={"username": "u", "showPassword": False, "password": "0123"})
    assert [(one.key, one.value, one.enabled) for one in suite.variables] == [
        ("base", "1.0", True),
        ("off", "x", False),
    ]
    assert [(one.listen, one.source) for one in suite.scripts] == [("prerequest", "a\nb"), ("test", "c")]
    assert suite.warnings == ()


@pytest.mark.parametrize(
    ("auth", "expected", "warnings"),
    [
        ("[]", None, 0),
        ("{type: inherit}", None, 0),
        ("{type: noauth}", Auth(type="noauth"), 0),
        ("[{type: bearer}, {type: basic}]", Auth(type="bearer"), 1),
    ],
)
def test_auth_of_a_folder(auth: str, expected: Auth | None, warnings: int) -> None:
    suite = read({".resources/definition.yaml": f"$kind: collection\nauth: {auth}"})
    assert suite.auth == expected
    assert len(suite.warnings) == warnings


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ("url: 'h?a=1'", "h?a=1"),
        ("url: 'h?a=1'\nqueryParams: {a: 1, b: 2}", "h?a=1&b=2"),
        ("url: 'h?a=1'\nqueryParams: [{key: b, value: 2, disabled: true}]", "h?a=1"),
        (
            "url: h\nqueryParams: [{key: a, value: 1}, {key: a, value: 2}, {key: c, value: 3, enabled: false}]",
            "h?a=1&a=2",
        ),
    ],
)
def test_enabled_rows_are_the_query(fields: str, query: str) -> None:
    assert url_text(request(fields).request.url, path_variables=True) == query


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{type: json, content: '{}'}", {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}}),
        (
            "{type: json, content: {a: [1, x]}}",
            {"mode": "raw", "raw": '{"a":[1,"x"]}', "options": {"raw": {"language": "json"}}},
        ),
        ("{type: text, content: ''}", {"mode": "raw", "raw": "", "options": {"raw": {"language": "text"}}}),
        ("{type: urlencoded, content: {a: 01}}", {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "01"}]}),
        (
            "{type: formdata, content: [{key: f, type: file, src: [a, b]}, {key: t, type: text, value: v}]}",
            {
                "mode": "formdata",
                "formdata": [
                    {"key": "f", "type": "file", "src": ["a", "b"]},
                    {"key": "t", "type": "text", "value": "v"},
                ],
            },
        ),
        ("{type: file, content: {src: ./a.bin}}", {"mode": "file", "file": {"src": "./a.bin"}}),
        ("{type: file, content: a.bin}", {"mode": "file", "file": {"src": "a.bin"}}),
        ("{type: none}", None),
        ("{}", None),
    ],
)
def test_bodies(body: str, expected: dict[str, Any] | None) -> None:
    suite = read({"Get.request.yaml": f"$kind: http-request\nbody: {body}"})
    found = collection_json(suite)["item"][0]["request"].get("body")
    assert found == expected
    assert suite.warnings == ()


def test_graphql_requests_are_posts() -> None:
    text = """
$kind: graphql-request
url: http://h
query: '{ a }'
variables: '{"b": 1}'
scripts: [{type: beforeQuery, code: x}, {type: afterResponse, code: y}]
"""
    suite = read({"Q.request.yaml": text})
    item = collection_json(suite)["item"][0]
    assert item["request"]["method"] == "POST"
    assert item["request"]["body"] == {"mode": "graphql", "graphql": {"query": "{ a }", "variables": '{"b": 1}'}}
    assert [event["listen"] for event in item["event"]] == ["prerequest", "test"]
    assert suite.warnings == ()


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ("event: []", "`event` is ignored"),
        ("scripts: [{type: 'http:afterResponse', code: a}]", "read as 'afterResponse'"),
        ("scripts: [{type: test, code: a}]", "read as 'afterResponse'"),
        ("scripts: [{type: 'grpc:afterResponse', code: a}]", "was skipped"),
        ("scripts: [{type: afterResponse, code: a, language: python}]", "in 'python'"),
        ("body: {mode: raw, raw: x}", "written as in format v2"),
        ("body: {type: graphql, content: {query: q}}", "graphql-request"),
    ],
)
def test_what_postman_would_ignore_is_told(fields: str, warning: str) -> None:
    suite = read({"Get.request.yaml": f"$kind: http-request\n{fields}"})
    assert len(suite.warnings) == 1
    assert warning in suite.warnings[0]
    assert suite.warnings[0].startswith("shops/Shop/Get.request.yaml: ")


def test_other_protocols_are_skipped_and_counted() -> None:
    kinds = ["grpc-request", "mqtt-request", "mqtt-request", "http-request"]
    suite = read({f"{n}.request.yaml": f"$kind: {kind}\nurl: [odd]" for n, kind in enumerate(kinds)})
    assert outline(suite.items) == ["3"]
    assert suite.warnings == ("Requests that are not HTTP were skipped: grpc-request (1), mqtt-request (2).",)


def test_a_file_without_kind_or_with_the_short_suffix_is_read_with_a_warning() -> None:
    assert len(read({"a.request.yaml": "url: h"}).warnings) == 1
    assert len(read({"a.request.yml": "$kind: http-request"}).warnings) == 1


EXAMPLE = """
$kind: http-example
order: {order}
request: {{url: 'http://h?a=1', method: post, headers: {{A: b}}, body: {{type: json, content: '1'}}}}
response:
  {{statusCode: 201, statusText: Created, headers: [{{key: C, value: d}}], body: {{type: json, content: '{{}}'}}}}
"""


@pytest.mark.parametrize(
    ("named", "directory"),
    [
        ("", ".resources/Get.resources/examples"),
        ("examples: ./saved/", "saved"),
        ("examples: .resources/../saved", "saved"),
    ],
)
def test_examples_in_their_order(named: str, directory: str) -> None:
    files = {
        f"{directory}/B.example.yaml": EXAMPLE.format(order=1),
        f"{directory}/A.example.yaml": EXAMPLE.format(order=2),
    }
    examples = request(named, **files).examples
    assert [one["name"] for one in examples] == ["B", "A"]
    assert (examples[0]["code"], examples[0]["status"], examples[0]["body"]) == (201, "Created", "{}")
    assert examples[0]["header"] == [{"key": "C", "value": "d"}]
    assert examples[0]["originalRequest"]["method"] == "POST"


@pytest.mark.parametrize("path", ["../x", "/etc", ".resources/../../x"])
def test_examples_stay_inside(path: str) -> None:
    with pytest.raises(InputError, match="leads out") as error:
        request(f"examples: {path}")
    assert error.value.where == "shops/Shop/Get.request.yaml"


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("$kind: http-request\nurl: 'x", "not YAML", "shops/Shop/a.request.yaml:2:8"),
        ("$kind: kafka-request", "'kafka-request', which is not known", "shops/Shop/a.request.yaml"),
        ("- x", "no mapping", "shops/Shop/a.request.yaml"),
        ("", "no mapping", "shops/Shop/a.request.yaml"),
        ("$kind: http-request\nbody: {type: odd}", "type 'odd'", "shops/Shop/a.request.yaml"),
    ],
)
def test_an_error_names_the_file(text: str, what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        read({"a.request.yaml": text})
    assert error.value.where == where


def test_a_repository_with_one_collection_is_that_collection() -> None:
    files = {
        "postman/collections/Shop/F/a.request.yaml": "$kind: http-request",
        "postman/globals/g.globals.yaml": "values: []",
    }
    suite = read(files, name=".")
    assert (suite.name, outline(suite.items)) == ("Shop", [["F", ["a"]]])


def test_of_several_collections_one_has_to_be_named() -> None:
    files = {f"postman/collections/{name}/a.request.yaml": "$kind: http-request" for name in ("A", "B")}
    with pytest.raises(InputError, match="2 collections") as error:
        read(files, name=".")
    assert error.value.remedy == "Name one of: A, B."


@pytest.mark.parametrize(
    ("files", "what"),
    [({}, "no Postman collection"), ({"a.yaml": ""}, "no Postman collection"), ({"collection.yaml": ""}, "older form")],
)
def test_a_folder_that_is_none_is_named(files: dict[str, str], what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(files)


def test_requests_in_resources_are_not_items() -> None:
    files = {
        "a.request.yaml": "$kind: http-request",
        ".resources/b.request.yaml": "x",
        "a.resources/c.request.yaml": "x",
        ".git/d.request.yaml": "x",
    }
    assert outline(read(files).items) == ["a"]


def test_ids_do_not_depend_on_where_the_folder_lies() -> None:
    files = {"F/a.request.yaml": "$kind: http-request\nscripts: [{type: afterResponse, code: x}]"}
    assert read(files, name="one/Shop").items == read(files, name="/two/Shop/").items


def test_folders_are_nested_a_hundred_deep_at_most() -> None:
    path = "f/" * 100 + "a.request.yaml"
    assert json.dumps(collection_json(read({path: "$kind: http-request"})))
    with pytest.raises(InputError, match="nested deeper"):
        read({"f/" + path: "$kind: http-request"})


SINGLE = {
    "$kind": "collection",
    "name": "Shop",
    "variables": [{"key": "n", "value": 5}],
    "items": [
        {"$kind": "http-request", "name": "b", "url": "h", "order": 2},
        {
            "$kind": "folder",
            "name": "F",
            "order": 1,
            "items": [{"$kind": "http-request", "name": "a", "method": "post"}],
        },
    ],
}


def test_a_single_document_as_json_or_yaml() -> None:
    data = json.dumps(SINGLE).encode()
    for suite in (
        read_v3_file(data, name="f"),
        read_collection(data, name="f"),
        read_collection(b"# x\n" + data, name="f"),
    ):
        assert (suite.name, outline(suite.items), suite.version) == ("Shop", [["F", ["a"]], "b"], "3.0")
        assert suite.variables[0].value == "5"
    with pytest.raises(InputError, match="no v3 collection"):
        read_v3_file(b"{}", name="f")


@given(OBJECTS, OBJECTS, st.sampled_from(["http-request", "graphql-request"]))
def test_any_fields_give_a_suite_or_an_input_error(fields: dict[str, Any], folder: dict[str, Any], kind: str) -> None:
    tree = {
        "a.request.yaml": json.dumps(fields | {"$kind": kind}),
        ".resources/definition.yaml": json.dumps(folder | {"$kind": "collection"}),
        ".resources/a.resources/examples/e.example.yaml": json.dumps(fields),
    }
    try:
        suite = read(tree)
    except InputError as error:
        assert error.where.startswith("shops/Shop")  # noqa: PT017 - either outcome is right
    else:
        json.dumps(collection_json(suite), allow_nan=False).encode()


@given(st.text(alphabet="$kind: http-request\nurl[]{}'\"&*|>-", max_size=60))
def test_any_text_gives_a_suite_or_an_input_error(text: str) -> None:
    try:
        suite = read({"a.request.yaml": text})
    except InputError as error:
        assert error.where.startswith("shops/Shop")  # noqa: PT017 - either outcome is right
    else:
        json.dumps(collection_json(suite), allow_nan=False).encode()
