"""An answer is held against what its operation declares: status, media type, headers, body, each told once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.seeing import Shown, api, judged

THING = {
    "type": "object",
    "required": ["id", "name", "size", "color", "owner"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "size": {"type": "integer"}},
}
GOOD = {"id": "a", "name": "b", "size": 3, "color": "red", "owner": "me"}
ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
DOCUMENT = api(THING, ERROR)


def _rules(shown: Shown, document: dict[str, Any] = DOCUMENT) -> list[tuple[str, str]]:
    return [(one.rule, one.where) for one in judged("declared", [shown], document)]


def test_what_is_declared_is_not_told() -> None:
    assert _rules(Shown(answer=GOOD)) == []
    assert _rules(Shown(status=404, answer={"error": "no"})) == []


@pytest.mark.parametrize("status", [201, 202, 204, 206])
def test_a_success_other_than_the_declared_one_is_told(status: int) -> None:
    answer = None if status == 204 else GOOD
    assert _rules(Shown(method="POST", status=status, answer=answer)) == [("undeclared-status", str(status))]


def test_where_only_201_is_declared_200_is_told() -> None:
    document = api(THING, s201={"description": ""}, without="200")
    assert _rules(Shown(method="POST", status=200, answer=GOOD), document) == [("undeclared-status", "200")]


@pytest.mark.parametrize("status", [401, 404, 405, 413, 415, 429, 503])
def test_statuses_of_the_machinery_may_be_undeclared(status: int) -> None:
    document = api(THING, without="4XX")
    assert _rules(Shown(status=status, answer={"error": "no"}), document) == []


def test_a_refusal_is_held_against_the_declared_error() -> None:
    told = judged("declared", [Shown(status=422, answer={"message": "no"}, honest=False)], DOCUMENT)
    assert [(one.rule, one.where, one.severity) for one in told] == [("schema-mismatch", "/error", "medium")]
    assert _rules(Shown(status=422, answer="no", media="text/plain")) == [("undeclared-media-type", "Content-Type")]
    assert _rules(Shown(status=422)) == [("schema-mismatch", "422")]


def test_what_forbidden_input_became_is_not_told_twice() -> None:
    assert _rules(Shown(answer={}, honest=False)) == []


def test_an_object_that_is_another_one_is_told_as_a_whole() -> None:
    assert _rules(Shown(answer={"ok": False})) == [("schema-mismatch", "200")]
    listed = api({"type": "object", "properties": {"items": {"type": "array", "items": THING}}})
    assert _rules(Shown(answer={"items": [GOOD, {"x": 1}]}), listed) == [("schema-mismatch", "/items/0")]
    assert [where for _, where in _rules(Shown(answer={**GOOD, "id": 1, "size": "3"}))] == ["/id", "/size"]


def test_a_field_of_another_name_is_one_mistake() -> None:
    closed = api({**THING, "required": ["size"], "additionalProperties": False})
    told = judged("declared", [Shown(answer={"id": "a", "length": 3})], closed)
    assert [(one.rule, one.where) for one in told] == [("schema-mismatch", "/size")]
    assert "/length" in told[0].message
    assert [where for _, where in _rules(Shown(answer={"id": 1, "length": 3, "size": 1}), closed)] == ["/id", "/length"]


def test_an_index_does_not_tell_findings_apart() -> None:
    listed = api({"type": "array", "items": THING})
    one, other = ({**GOOD, "size": "3"}, {**GOOD, "size": "4"})
    first = judged("declared", [Shown(answer=[GOOD, one])], listed)
    later = judged("declared", [Shown(answer=[other])], listed)
    assert {one.fingerprint for one in first} == {one.fingerprint for one in later}


def test_keys_that_are_ids_do_not_tell_findings_apart() -> None:
    mapped = api({"type": "object", "additionalProperties": {"type": "integer"}})
    answer = {"0b0e1d4c-1f2a-4a3b-8c4d-5e6f7a8b9c0d": "x"}
    assert _rules(Shown(answer=answer), mapped) == [("schema-mismatch", "/*")]


@pytest.mark.parametrize(("length", "expected"), [("5", True), ("0", False), (None, False)])
def test_204_has_no_body(length: str | None, expected: bool) -> None:
    headers = (("Content-Length", length),) if length else ()
    document = api(THING, s204={"description": ""})
    told = _rules(Shown(method="DELETE", status=204, headers=headers), document)
    assert told == ([("body-not-allowed", "")] if expected else [])


def test_head_has_no_body() -> None:
    assert _rules(Shown(method="HEAD")) == []
    assert _rules(Shown(method="HEAD", status=206)) == [("undeclared-status", "206")]


@pytest.mark.parametrize(("status", "expected"), [(500, 1), (502, 1), (501, 0), (503, 0)])
def test_a_failure_is_told_whatever_is_declared(status: int, expected: int) -> None:
    document = api(THING, s5XX={"description": ""})
    assert len(_rules(Shown(status=status, answer={}, honest=False), document)) == expected


def test_a_redirect_off_site_is_told_by_its_own_rule() -> None:
    assert _rules(Shown(status=302, headers=(("Location", "https://other.test/"),))) == []
    assert _rules(Shown(status=302, headers=(("Location", "/things/2"),))) == [("undeclared-status", "302")]
