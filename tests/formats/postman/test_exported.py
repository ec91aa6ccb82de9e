"""A collection as Postman exports it says each URL twice, and means what it meant without."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from assay.formats.postman import collection_json, exported_json, read_collection
from assay.model.suite import Suite
from tests.formats.postman.documents import COLLECTIONS


def read(document: dict[str, Any]) -> Suite:
    return read_collection(json.dumps(document).encode(), name="shop.json")


def test_each_url_is_there_as_text_with_its_variables_and_without_what_is_switched_off() -> None:
    url = {
        "host": ["{{base_url}}"],
        "path": ["users", ":id"],
        "query": [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": True}],
        "variable": [{"key": "id", "value": "7"}],
    }
    suite = read({"info": {"name": "c"}, "item": [{"name": "f", "item": [{"name": "r", "request": {"url": url}}]}]})
    written = exported_json(suite)["item"][0]["item"][0]["request"]["url"]
    assert written["raw"] == "{{base_url}}/users/:id?a=1"
    assert written["query"][1] == {"disabled": True, "key": "b", "value": "2"}
    assert written["variable"][0]["value"] == "7"


def test_empty_lists_are_left_out_except_where_postman_writes_them() -> None:
    written = exported_json(read({"info": {"name": "c"}, "item": [{"name": "r", "request": "http://a.example/"}]}))
    assert set(written) == {"info", "item"}
    item = written["item"][0]
    assert set(item) == {"id", "name", "request", "response"}
    assert item["request"] == {
        "method": "GET",
        "header": [],
        "url": {"raw": "http://a.example/", "protocol": "http", "path": [""], "host": ["a", "example"]},
    }


@given(COLLECTIONS)
def test_nothing_is_lost(document: dict[str, Any]) -> None:
    suite = read(document)
    assert collection_json(read(exported_json(suite)))["item"] == collection_json(read(collection_json(suite)))["item"]
