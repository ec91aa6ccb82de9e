"""An error that is unlike all others is reported; conventions of every kind are learnt and left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.checks.seeing import Shown, api, judged

NAMES = "abcdefgh"
PATHS = tuple(f"/{name}/{{id}}" for name in NAMES)
DOCUMENT = api({"type": "object", "properties": {"id": {}}}, paths=PATHS, without="4XX")

CONVENTIONS: dict[str, tuple[Callable[[int], Any], str]] = {
    "nested": (lambda status: {"error": {"code": f"e{status}", "message": "no"}}, "application/json"),
    "flat": (lambda status: {"code": status * 10, "message": "no", "requestId": "x"}, "application/json"),
    "rfc9457": (lambda status: {"type": "/p", "title": "No", "status": status}, "application/problem+json"),
    "detail": (lambda status: {"detail": [{"loc": []}] if status == 422 else "no"}, "application/json"),
    "json-api": (lambda status: {"errors": [{"status": str(status)}]}, "application/vnd.api+json"),
}


def _ordinary(convention: str, statuses: tuple[int, ...] = (401, 404, 422)) -> list[Shown]:
    write, media = CONVENTIONS[convention]
    return [
        Shown(path=f"/{name}/1", status=status, answer=write(status), media=media)
        for name in NAMES for status in statuses
    ]  # fmt: skip


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_any_convention_is_left_alone(convention: str) -> None:
    assert judged("errors", _ordinary(convention), DOCUMENT) == []


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(
    ("status", "answer", "media"),
    [
        (409, {"oops": "no"}, "application/json"),
        (404, "Not Found", "text/html"),
        (422, {"reason": "no"}, "application/json"),
        (409, None, ""),
    ],
)
def test_one_of_another_shape_is_reported(convention: str, status: int, answer: Any, media: str) -> None:
    odd = Shown(path="/c/1", method="PUT", status=status, answer=answer, media=media)
    told = judged("errors", [*_ordinary(convention), odd], DOCUMENT)
    assert {(one.rule, one.operation, one.where, one.basis) for one in told} == {
        ("error-shape", "PUT /c/{id}", str(status), "inferred")
    }


def test_a_gateway_may_have_its_own_refusals_everywhere() -> None:
    gateway = [Shown(path=f"/{name}/1", status=401, answer={"message": "Unauthorized"}) for name in NAMES]
    many = [*_ordinary("nested", (400, 404, 409, 410, 412, 422, 423, 424, 425, 418, 416)), *gateway]
    assert judged("errors", many, DOCUMENT) == []


def test_an_api_without_any_shape_has_none_to_break() -> None:
    wild = [Shown(path=f"/{name}/1", status=400 + n, answer={f"f{name}{n}": 1}) for name in NAMES for n in range(5)]
    assert judged("errors", wild, DOCUMENT) == []


def test_few_errors_make_no_shape() -> None:
    few = [Shown(path=f"/{name}/1", status=404, answer={"error": "no"}) for name in "abc"]
    assert judged("errors", [*few, Shown(path="/d/1", status=409, answer={"oops": 1})], DOCUMENT) == []


def test_further_fields_are_fine() -> None:
    more = Shown(path="/a/1", status=422, answer={"error": {"code": "x"}, "errors": [{"field": "name"}]})
    assert judged("errors", [*_ordinary("nested"), more], DOCUMENT) == []


def test_a_shape_that_is_declared_is_meant() -> None:
    document = api(
        paths=PATHS, s409={"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}
    )
    odd = Shown(path="/c/1", status=409, answer={"winner": 3})
    assert judged("errors", [*_ordinary("nested"), odd], document) == []


def test_an_answer_to_head_has_no_shape() -> None:
    head = Shown(path="/c/1", method="HEAD", status=409)
    assert judged("errors", [*_ordinary("nested"), head], DOCUMENT) == []


def test_a_status_in_the_body_is_that_of_the_answer() -> None:
    wrong = Shown(status=422, answer={"type": "/p", "title": "No", "status": 400}, media="application/problem+json")
    assert [(one.rule, one.where, one.basis) for one in judged("errors", [wrong], api())] == [
        ("error-status", "/status", "declared")
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 422},
        {"status": "failed"},
        {"status": "400"},
        {"code": 404},
        {"status": 1},
        {"error": {"status": 422}},
        ["status", 404],
        {"error": "status 404"},
    ],
)
def test_other_numbers_are_the_apis_own(answer: Any) -> None:
    assert judged("errors", [Shown(status=422, answer=answer)], api()) == []


def test_an_error_that_is_called_a_success_is_reported() -> None:
    odd = Shown(path="/c/1", status=200, answer={"error": {"code": "not_found", "message": "no"}})
    told = judged("errors", [*_ordinary("nested"), odd], DOCUMENT)
    assert [(one.rule, one.operation) for one in told] == [("error-as-success", "GET /c/{id}")]


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"type": "object", "properties": {"id": {}, "error": {}}}, {"id": 1, "error": None}),
        (True, {"error": "x"}),
        ({"type": "object", "properties": {"id": {}}}, {"id": 1, "message": "made"}),
    ],
)
def test_a_success_that_has_such_fields_by_its_schema_is_one(schema: Any, answer: Any) -> None:
    document = api(schema, paths=PATHS)
    shown = Shown(path="/c/1", answer=answer)
    assert judged("errors", [*_ordinary("nested"), shown], document) == []
