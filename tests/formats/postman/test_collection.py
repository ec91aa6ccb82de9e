"""Collections of formats v2.0 and v2.1, with what Postman forgives."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given

from assay.formats.postman import collection_json, read_collection, url_text
from assay.model.errors import InputError
from assay.model.suite import Auth, Folder, Step, Suite
from tests.formats.postman.documents import ANYTHING, COLLECTIONS, OBJECTS

V21 = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def read(document: Any) -> Suite:
    return read_collection(json.dumps(document).encode(), name="shop.json")


def first(item: dict[str, Any]) -> Step:
    step = read({"info": {"name": "c"}, "item": [item]}).items[0]
    assert isinstance(step, Step)
    return step


def test_a_whole_collection() -> None:
    suite = read(
        {
            "info": {
                "name": "Shop",
                "_postman_id": "c1",
                "schema": V21,
                "description": {"content": "All", "type": "x"},
            },
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}", "type": "string"}]},
            "variable": [{"key": "base", "value": "http://h"}, {"key": "n", "value": "5", "type": "number"}],
            "protocolProfileBehavior": {"strictSSL": False},
            "item": [
                {
                    "name": "Orders",
                    "id": "f1",
                    "auth": None,
                    "description": "text",
                    "event": [{"listen": "prerequest", "script": {"id": "s1", "exec": ["a", "b"]}}],
                    "item": [{"name": "List", "id": "r1", "request": {"url": "{{base}}/o", "method": "get"}}],
                }
            ],
        }
    )
    assert (suite.id, suite.name, suite.version, suite.description) == ("c1", "Shop", "2.1", "All")
    assert suite.auth == Auth(type="bearer", params={"token": "{{t}}"})
    assert [(one.key, one.value, one.type) for one in suite.variables] == [
        ("base", "http://h", "any"),
        ("n", 5, "number"),
    ]
    assert suite.settings == {"strictSSL": False}
    folder = suite.items[0]
    assert isinstance(folder, Folder)
    assert (folder.id, folder.auth, folder.description) == ("f1", None, "text")
    assert [(one.id, one.listen, one.source) for one in folder.scripts] == [("s1", "prerequest", "a\nb")]
    step = folder.items[0]
    assert isinstance(step, Step)
    assert (step.id, step.request.method, url_text(step.request.url, path_variables=True)) == (
        "r1",
        "GET",
        "{{base}}/o",
    )


def test_the_schema_tells_the_version() -> None:
    assert read({"info": {"schema": V21.replace("v2.1", "v2.0")}, "item": []}).version == "2.0"
    assert read({"name": "old", "item": []}).name == "old"


@pytest.mark.parametrize("boxes", [1, 2])
def test_boxes_of_the_cloud_api_are_opened(boxes: int) -> None:
    document: dict[str, Any] = {"info": {"name": "in"}, "item": []}
    for _ in range(boxes):
        document = {"collection": document}
    assert read(document).name == "in"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = json.dumps({"info": {"name": "Käse"}, "item": []}, ensure_ascii=False)
    assert read_collection(text.encode(encoding), name="f").name == "Käse"


@pytest.mark.parametrize(
    ("script", "source"),
    [
        ({"exec": "a\r\nb\nc"}, "a\nb\nc"),
        ({"exec": ["a", None, 5]}, "a\n\n5"),
        ("a", "a"),
        (["a", "b"], "a\nb"),
        ({"exec": {}}, ""),
        (None, ""),
    ],
)
def test_code_as_text_or_lines(script: Any, source: str) -> None:
    assert first({"event": [{"listen": "test", "script": script}]}).scripts[0].source == source


def test_a_disabled_event_is_a_disabled_script() -> None:
    scripts = first({"event": [{"listen": "test", "disabled": True, "script": "a"}, {"script": "nobody"}]}).scripts
    assert [script.enabled for script in scripts] == [False]


def test_code_that_is_kept_elsewhere_is_told() -> None:
    event = [{"listen": "test", "script": {"src": "lib/a.js"}}]
    suite = read({"info": {"name": "c"}, "item": [{"name": "Pay", "event": event}]})
    assert suite.warnings == ("A script of 'Pay' was skipped: its code is kept elsewhere (lib/a.js).",)


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        (None, None),
        ({}, None),
        ({"type": None}, None),
        ({"type": "noauth"}, Auth(type="noauth")),
        (
            {"type": "basic", "basic": {"username": "u", "showPassword": False}},
            {"username": "u", "showPassword": False},
        ),
        ({"type": "basic", "basic": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}, {"a": "2"}),
        ({"type": "basic", "basic": [{"key": "a", "value": 1, "type": "string"}, {"key": "b"}]}, {"a": "1", "b": None}),
        (
            {"type": "basic", "basic": [{"key": "a", "value": "1"}, {"key": "a", "value": "2", "disabled": True}]},
            {"a": "1"},
        ),
    ],
)
def test_auth_as_list_or_object(auth: Any, expected: Any) -> None:
    wanted = Auth(type="basic", params=expected) if isinstance(expected, dict) else expected
    assert first({"request": {"url": "a", "auth": auth}}).request.auth == wanted


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("A: b\r\nC:d\n  e: f\nbad", [("A", "b"), ("C", "d")]),
        ("A: b\r\n  c", [("A", "b  c")]),
        ([" A : b:c ", "D"], [("A", "b:c"), ("D", "")]),
        ({"A": "b", "C": {"key": "c", "value": "d"}}, [("A", "b"), ("c", "d")]),
        ([{"key": "A", "value": None}, None, {"value": "x"}, 5], [("A", None), ("", "x"), ("", "")]),
    ],
)
def test_headers_in_every_form(header: Any, expected: list[tuple[str, Any]]) -> None:
    request = first({"request": {"url": "a", "header": header}}).request
    assert [(entry.key, entry.value) for entry in request.headers] == expected


@pytest.mark.parametrize(
    ("body", "mode", "raw"),
    [
        ("text", "raw", "text"),
        ({"mode": "RAW", "raw": "x"}, "raw", "x"),
        ({"mode": "odd", "raw": {"a": [1.0, 2.5]}}, "raw", '{"a":[1,2.5]}'),
        ({"mode": "raw"}, "raw", ""),
    ],
)
def test_raw_bodies(body: Any, mode: str, raw: str) -> None:
    found = first({"request": {"url": "a", "body": body}}).request.body
    assert found is not None
    assert (found.mode, found.raw) == (mode, raw)


@pytest.mark.parametrize("body", [None, "", {}, {"raw": "x"}, {"mode": None, "raw": "x"}, [], 5])
def test_no_mode_is_no_body(body: Any) -> None:
    assert first({"request": {"url": "a", "body": body}}).request.body is None


def test_form_data_with_files() -> None:
    rows = [
        {"key": "a", "type": "file", "src": ["x", "y"], "contentType": "t/x", "fileName": ""},
        {"key": "b", "type": "file", "src": None},
        {"key": "c", "value": 0, "disabled": True},
    ]
    body = first({"request": {"url": "a", "body": {"mode": "formdata", "formdata": rows}}}).request.body
    assert body is not None
    assert [entry.src for entry in body.formdata] == [("x", "y"), None, None]
    assert [entry.file_name for entry in body.formdata] == ["", None, None]
    assert [entry.enabled for entry in body.formdata] == [True, True, False]


def test_items_that_are_none_are_left_out_and_told() -> None:
    suite = read({"info": {"name": "c"}, "item": [None, "x", 5, {"name": "a"}]})
    assert [item.name for item in suite.items] == ["a"]
    assert len(suite.warnings) == 2


def test_an_empty_list_makes_a_folder() -> None:
    suite = read({"info": {"name": "c"}, "item": [{"name": "f", "item": []}, {"name": "s", "item": None}]})
    assert [type(item) for item in suite.items] == [Folder, Step]


def test_ids_are_kept_or_made_the_same_each_time() -> None:
    document = {"info": {"name": "c"}, "item": [{"name": "a"}, {"name": "a"}, {"id": "mine"}, {"_postman_id": "cloud"}]}
    ids = [item.id for item in read(document).items]
    assert ids == [item.id for item in read(document).items]
    assert len(set(ids)) == 4
    assert ids[2:] == ["mine", "cloud"]


@pytest.mark.parametrize(
    ("document", "seen"),
    [
        ({"openapi": "3.1.0", "info": {}, "paths": {}}, "OpenAPI"),
        ({"swagger": "2.0", "info": {}}, "Swagger"),
        ({"log": {"entries": []}}, "HAR"),
        ({"_type": "export", "__export_format": 4}, "Insomnia"),
        ({"name": "dev", "values": []}, "set of variables"),
        ({"collections": [], "environments": []}, "data dump"),
        ({"error": {"name": "x"}}, "error"),
        ({}, "empty object"),
        ([], "a list"),
        ("x", "only text"),
        (None, "only null"),
        (5, "only a number"),
        ({"name": "package", "version": "1"}, "neither `info` nor `item`"),
    ],
)
def test_what_is_no_collection_is_named(document: Any, seen: str) -> None:
    with pytest.raises(InputError, match=seen) as error:
        read(document)
    assert error.value.where == "shop.json"
    assert error.value.remedy


@pytest.mark.parametrize("depth", [99, 200, 5000])
def test_folders_in_folders_end_in_an_error(depth: int) -> None:
    inner = '{"name":"f","item":[' * depth + '{"name":"r","request":"a"}' + "]}" * depth
    with pytest.raises(InputError, match="nested deeper"):
        read_collection(f'{{"info":{{"name":"c"}},"item":[{inner}]}}'.encode(), name="f")


def test_ninety_folders_in_each_other_are_read_and_written() -> None:
    inner = '{"name":"f","item":[' * 90 + '{"name":"r","request":"a"}' + "]}" * 90
    suite = read_collection(f'{{"info":{{"name":"c"}},"item":[{inner}]}}'.encode(), name="f")
    assert read(collection_json(suite)).items == suite.items


def test_a_document_in_memory_stays_as_it_is() -> None:
    document = {"info": {"name": "c"}, "item": [{"name": "f", "item": [{"name": "r", "request": "a"}]}]}
    before = json.dumps(document)
    assert read_collection(document, name="f").items
    assert json.dumps(document) == before


def without_reading(suite: Suite) -> Suite:
    """The suite but for what tells of the file that it was read from."""
    return msgspec.structs.replace(suite, version="", info={}, warnings=())


@given(COLLECTIONS)
def test_what_is_written_reads_as_what_it_was(document: dict[str, Any]) -> None:
    suite = read(document)
    assert without_reading(read(collection_json(suite))) == without_reading(suite)


@given(OBJECTS | ANYTHING)
def test_any_json_gives_a_suite_or_an_input_error(document: Any) -> None:
    try:
        suite = read(document)
    except InputError as error:
        assert error.what  # noqa: PT017 - either outcome is right
    else:
        json.dumps(collection_json(suite), allow_nan=False).encode()


def test_tables_and_collections_have_a_largest_size() -> None:
    with pytest.raises(InputError, match="100,001 rows") as error:
        read({"info": {"name": "c"}, "item": [{"request": {"header": [{}] * 100_001}}]})
    assert error.value.where == "shop.json"
    with pytest.raises(InputError, match="more than 200,000 items"):
        read({"info": {"name": "c"}, "item": [{}] * 200_001})
