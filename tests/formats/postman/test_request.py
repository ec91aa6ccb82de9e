"""Requests alone, as scripts see them and hand them over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from assay.formats.postman import read_request, request_json
from assay.model.suite import RequestTemplate
from tests.formats.postman.documents import ANYTHING, REQUESTS


def test_the_structure_that_scripts_see() -> None:
    request = read_request(
        {
            "url": "https://u:p@h.x:8443/a/:id?q=1&e#f",
            "method": "post",
            "description": "Does",
            "header": [{"key": "A", "value": "b", "disabled": True}],
            "body": {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}},
            "auth": {"type": "basic", "basic": {"username": "u"}},
        }
    )
    assert request_json(request) == {
        "description": {"content": "Does", "type": "text/plain"},
        "url": {
            "protocol": "https",
            "auth": {"user": "u", "password": "p"},
            "port": "8443",
            "path": ["a", ":id"],
            "hash": "f",
            "host": ["h", "x"],
            "query": [{"key": "q", "value": "1"}, {"key": "e", "value": None}],
            "variable": [{"type": "any", "key": "id"}],
        },
        "header": [{"disabled": True, "key": "A", "value": "b"}],
        "method": "POST",
        "body": {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}},
        "auth": {"type": "basic", "basic": [{"type": "string", "value": "u", "key": "username"}]},
    }


def test_what_is_not_there_is_not_written() -> None:
    assert request_json(RequestTemplate()) == {"url": {"query": [], "variable": []}, "method": "GET"}


@pytest.mark.parametrize("mode", ["raw", "urlencoded", "formdata", "file", "graphql"])
def test_an_empty_body_keeps_its_mode(mode: str) -> None:
    body = request_json(read_request({"url": "a", "body": {"mode": mode, "disabled": True}}))["body"]
    assert body["mode"] == mode
    assert mode in body
    assert body["disabled"] is True


@pytest.mark.parametrize(
    ("method", "expected"), [(None, "GET"), ("", "GET"), ("patch", "PATCH"), ("M-SEARCH", "M-SEARCH"), (5, "5")]
)
def test_methods(method: Any, expected: str) -> None:
    assert read_request({"url": "a", "method": method}).method == expected


@given(REQUESTS)
def test_what_is_written_reads_as_what_it_was(value: Any) -> None:
    request = read_request(value)
    assert read_request(json.loads(json.dumps(request_json(request)))) == request


@given(ANYTHING)
def test_any_json_is_some_request(value: Any) -> None:
    json.dumps(request_json(read_request(value)), allow_nan=False).encode()
