"""Every text of a request is resolved; the URL as one text, whose parts are found afterwards."""

from __future__ import annotations

from typing import Any

from assay.engine.resolve import resolve, resolve_auth
from assay.formats.postman import read_request, request_json, url_text
from assay.model.suite import Auth, RequestTemplate

from .recorded import scopes, world

VARIABLES = {"a": "1", "M": "put", "host": "h.test:81", "q": "x=1&y=2#z", "k": "Key", "f": "file.txt", "lang": "json"}


def resolved(request: Any) -> RequestTemplate:
    return resolve(read_request(request), scopes(VARIABLES), world())


def test_what_a_variable_brings_along_takes_its_own_part_of_the_url() -> None:
    url = resolved("{{host}}/p/{{a}}?{{q}}").url
    assert (url.host, url.port, url.path) == (("h", "test"), "81", ("p", "1"))
    assert [(entry.key, entry.value) for entry in url.query] == [("x", "1"), ("y", "2")]
    assert url.hash == "z"


def test_path_variables_are_filled_in_and_disabled_parameters_are_gone() -> None:
    url = {
        "host": ["{{host}}"],
        "path": ["v", ":id", ":id.json", ":none"],
        "query": [{"key": "off", "value": "1", "disabled": True}, {"key": "on", "value": "{{a}}"}],
        "variable": [{"key": "id", "value": "{{a}}/2"}],
    }
    assert url_text(resolved({"url": url}).url, path_variables=False) == "h.test:81/v/1/2/1/2.json/:none?on=1"


def test_every_text_is_resolved() -> None:
    request = resolved(
        {
            "method": "{{M}}",
            "url": "http://h",
            "header": [{"key": "X-{{k}}", "value": "{{a}}"}, {"key": "Plain", "value": "1"}],
            "description": "{{a}}",
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{a}}"}]},
            "body": {
                "mode": "formdata",
                "raw": "{{a}}",
                "options": {"raw": {"language": "{{lang}}"}},
                "urlencoded": [{"key": "{{k}}", "value": "{{a}}"}, {"key": "n", "value": 5}],
                "formdata": [
                    {
                        "key": "{{k}}",
                        "type": "file",
                        "src": ["{{f}}", "b"],
                        "contentType": "x/{{a}}",
                        "fileName": "{{f}}",
                    }
                ],
                "file": {"src": "{{f}}", "content": "{{a}}"},
                "graphql": {"query": "{{a}}", "variables": {"{{k}}": ["{{a}}", {"deep": "{{a}}"}, 7, None]}},
            },
        }
    )
    shown = request_json(request)
    assert shown["method"] == "PUT"
    assert [(row["key"], row["value"]) for row in shown["header"]] == [("X-Key", "1"), ("Plain", "1")]
    assert request.description == "1"
    assert request.auth == Auth(type="bearer", params={"token": "1"})
    body = request.body
    assert body is not None
    assert (body.raw, body.language, body.src, body.content) == ("1", "json", "file.txt", "1")
    assert [(entry.key, entry.value) for entry in body.urlencoded] == [("Key", "1"), ("n", 5)]
    (field,) = body.formdata
    assert (field.key, field.src, field.content_type, field.file_name) == ("Key", ("file.txt", "b"), "x/1", "file.txt")
    assert body.graphql == {"query": "1", "variables": {"{{k}}": ["1", {"deep": "1"}, 7, None]}}


def test_an_inherited_auth_is_resolved_by_itself() -> None:
    auth = Auth(type="basic", params={"username": "{{k}}", "nested": [{"key": "{{k}}"}], "flag": True})
    expected = Auth(type="basic", params={"username": "Key", "nested": [{"key": "Key"}], "flag": True})
    assert resolve_auth(auth, scopes(VARIABLES), world()) == expected


def test_an_empty_url_stays_empty() -> None:
    assert url_text(resolved({"url": ""}).url, path_variables=True) == ""
    assert url_text(resolve(read_request("{{e}}"), scopes({"e": ""}), world()).url, path_variables=True) != "x"


def test_a_value_of_a_thousand_levels_does_no_harm() -> None:
    deep: Any = "{{a}}"
    for _ in range(900):
        deep = [deep]
    request = RequestTemplate(auth=Auth(type="x", params={"deep": deep}))
    assert resolve(request, scopes(VARIABLES), world()).auth is not None
