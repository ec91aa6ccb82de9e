"""Collections of format v1, as postman-collection-transformer converts them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from assay.formats.postman import collection_json, read_collection, url_text
from assay.model.errors import InputError
from assay.model.suite import Auth, Folder, Step, Suite
from tests.formats.postman.documents import OBJECTS


def read(**fields: Any) -> Suite:
    return read_collection({"id": "c", "name": "Old", "order": [], "requests": [], **fields}, name="old.json")


def step(**fields: Any) -> Step:
    found = read(order=["r"], requests=[{"id": "r", "name": "R", "url": "http://a.b", **fields}]).items[0]
    assert isinstance(found, Step)
    return found


def outline(items: tuple[Folder | Step, ...]) -> list[Any]:
    return [[item.name, outline(item.items)] if isinstance(item, Folder) else item.name for item in items]


def test_the_deprecation_is_told() -> None:
    suite = read()
    assert (suite.id, suite.name, suite.version) == ("c", "Old", "1.0")
    assert "v1" in suite.warnings[0]


def test_folders_come_before_requests_and_orders_rule() -> None:
    requests = [{"id": key, "name": key.upper()} for key in "abcd"]
    folders = [
        {"id": "f", "name": "F", "order": ["b", "gone"], "folders_order": ["g"]},
        {"id": "g", "name": "G", "order": ["c"]},
        {"id": "h", "name": "H", "order": []},
    ]
    suite = read(order=["d", "a", "gone"], requests=requests, folders=folders, folders_order=["h", "f"])
    assert outline(suite.items) == [["H", []], ["F", [["G", ["C"]], "B"]], "D", "A"]


@pytest.mark.parametrize(
    "folders",
    [
        [{"id": "a", "name": "A", "folders_order": ["b"]}, {"id": "b", "name": "B", "folders_order": ["a"]}],
        [{"id": "a", "name": "A", "folders_order": ["a"]}],
    ],
)
def test_circles_of_folders_end(folders: list[dict[str, Any]]) -> None:
    json.dumps(collection_json(read(folders=folders)))


def test_folders_that_hold_each_other_twice_do_not_multiply() -> None:
    folders = [{"id": str(n), "name": str(n), "folders_order": [str(n + 1)] * 2, "order": []} for n in range(40)]
    suite = read(folders=folders)
    assert len(json.dumps(collection_json(suite))) < 10_000


def test_a_long_chain_of_folders_is_an_input_error() -> None:
    folders = [{"id": str(n), "name": "F", "folders_order": [str(n + 1)]} for n in range(5000)]
    with pytest.raises(InputError, match="nested deeper"):
        read(folders=folders)


def test_parameters_that_are_listed_win_over_the_text() -> None:
    rows = [{"key": "q", "value": "", "equals": False}, {"key": "off", "value": "1", "enabled": False}]
    url = step(url="http://a.b/:id?x=1", queryParams=rows, pathVariables={"id": "7"}).request.url
    assert url_text(url, path_variables=True) == "http://a.b/7?q"
    assert step(url="http://a.b?x=1").request.url.query[0].key == "x"


def test_headers_as_text_with_comments() -> None:
    request = step(headers="A: 1\n//B: 2\nC: 3\n", headerData=[{"key": "C", "value": "4", "enabled": False}]).request
    found = [(entry.key, entry.value, entry.enabled) for entry in request.headers]
    assert found == [("C", "4", False), ("A", "1", True), ("B", "2", False)]


@pytest.mark.parametrize(
    ("fields", "mode", "raw"),
    [
        ({"dataMode": "raw", "rawModeData": "x"}, "raw", "x"),
        ({"dataMode": "raw", "rawModeData": ["x"]}, "raw", "x"),
        ({"dataMode": "raw", "data": "y"}, "raw", "y"),
        ({"rawModeData": "x"}, "raw", "x"),
        ({"dataMode": "params", "data": [{"key": "a", "value": "f", "type": "file"}]}, "formdata", ""),
        ({"data": [{"key": "a"}]}, "formdata", ""),
        ({"dataMode": "urlencoded", "data": [{"key": "a", "enabled": False}, {"value": "no key"}]}, "urlencoded", ""),
        ({"dataMode": "binary", "rawModeData": "f"}, "file", ""),
        ({"dataMode": "graphql", "graphqlModeData": {"query": "q"}}, "graphql", ""),
        ({"dataMode": None, "rawModeData": "x"}, None, ""),
        ({}, None, ""),
    ],
)
def test_bodies(fields: dict[str, Any], mode: str | None, raw: str) -> None:
    body = step(**fields).request.body
    assert (body.mode if body else None) == mode
    assert (body.raw if body else "") == raw


def test_a_file_field_keeps_its_path_in_src() -> None:
    body = step(dataMode="params", data=[{"key": "a", "value": "f", "type": "file"}]).request.body
    assert body is not None
    assert body.formdata[0].src == "f"


@pytest.mark.parametrize(
    ("fields", "auth"),
    [
        (
            {"currentHelper": "basicAuth", "helperAttributes": {"username": "u"}},
            Auth(type="basic", params={"username": "u"}),
        ),
        (
            {"currentHelper": "hawkAuth", "helperAttributes": {"hawk_id": "i"}},
            Auth(type="hawk", params={"authId": "i"}),
        ),
        (
            {"currentHelper": "bearerAuth", "helperAttributes": '{"token": "t"}'},
            Auth(type="bearer", params={"token": "t"}),
        ),
        ({"currentHelper": "normal"}, None),
        ({"currentHelper": None, "auth": {"type": "basic"}}, None),
        ({"auth": {"type": "noauth"}}, Auth(type="noauth")),
    ],
)
def test_auth(fields: dict[str, Any], auth: Auth | None) -> None:
    assert step(**fields).request.auth == auth


def test_scripts_of_the_old_names_win_over_events() -> None:
    scripts = step(tests="a\nb", preRequestScript="c", events=[{"listen": "test", "script": "no"}]).scripts
    assert [(one.listen, one.source) for one in scripts] == [("test", "a\nb"), ("prerequest", "c")]
    assert step(events=[{"script": {"exec": "d"}}]).scripts[0].listen == "test"


def test_responses_in_their_order() -> None:
    responses = [{"id": "x", "name": "X", "responseCode": {"code": 200, "name": "OK"}, "text": "t"}, {"id": "y"}]
    examples = step(responses=responses, responses_order=["y", "x"]).examples
    assert [one["name"] for one in examples] == ["response", "X"]
    assert (examples[1]["code"], examples[1]["status"], examples[1]["body"]) == (200, "OK", "t")


@given(OBJECTS)
def test_any_fields_give_a_suite_or_an_input_error(fields: dict[str, Any]) -> None:
    requests = fields.get("requests")
    rows = requests if isinstance(requests, list) else [fields]
    fields["id"] = "r"
    json.dumps(collection_json(read(requests=rows, order=["r"], folders=[fields, fields])), allow_nan=False).encode()
