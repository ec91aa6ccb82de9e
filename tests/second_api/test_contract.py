"""The document and the server say the same, and each operation succeeds once."""

from __future__ import annotations

import pytest

from assay.formats.openapi import read_openapi
from tests.second_api import client
from tests.second_api.app import HANDLERS
from tests.second_api.client import Field
from tests.second_api.contract import PATH, Operation, document, judge, operations
from tests.second_api.judging import judge_answer, operation_of
from tests.second_api.making import PROJECT, comment, identifier, invitation, note, project
from tests.second_api.world import known_id

OPERATIONS = tuple(operations().values())


def test_each_operation_has_a_handler() -> None:
    assert sorted(HANDLERS) == sorted(operations())
    assert len(OPERATIONS) == 36


def test_assay_reads_it_without_a_word_against_it() -> None:
    found = read_openapi({"openapi.json": PATH.read_bytes()}, "openapi.json")
    assert (found.warnings, found.dialect, len(found.operations)) == ((), "3.0", 36)


def test_every_schema_is_one() -> None:
    for name in document()["components"]["schemas"]:
        judge({"$ref": f"#/components/schemas/{name}"})


def test_examples_fulfil_their_schemas() -> None:
    judged = 0
    for operation in OPERATIONS:
        for media in operation.node.get("requestBody", {}).get("content", {}).values():
            if "example" in media:
                assert judge(media["schema"]).is_valid(media["example"]), operation.id
                judged += 1
    assert 5 < judged < 12, "some have an example, and some have none"


def test_each_operation_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    succeeded: set[str] = set()

    def noted(method: str, path: str, status: int, *rest: object) -> None:
        operation = operation_of(method, path)
        if operation and status < 400:
            succeeded.add(operation.id)
        judge_answer(method, path, status, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(client, "judge_answer", noted)
    _walk(Field())
    assert succeeded == set(operations())


def _walk(field: Field) -> None:
    field.get("", "/api/status"), field.get("", "/api/openapi.json"), field.get("heron", "/api/me")
    (
        field.post("", "/api/session", {"username": "finch", "password": "finch-password"}),
        field.delete("", "/api/session"),
    )
    field.patch("finch", "/api/me", {"displayName": "F."}), field.get("finch", "/api/people")
    found = project(field)
    field.get("robin", "/api/projects"), field.get("robin", found), field.patch("robin", found, {"name": "Summer"})
    field.delete("wren", found)
    _walk_notes(field)
    _walk_others(field)


def _walk_notes(field: Field) -> None:
    path = note(field, place={"kind": "spot", "name": "Pond"}, dueAt="2026-05-01T18:00:00+02:00")
    field.get("robin", "/api/notes"), field.get("robin", f"{PROJECT}/notes"), field.get("robin", path)
    field.patch("robin", path, {"priority": 5}), field.get("robin", f"{path}/text")
    field.post("robin", f"{path}/publish"), field.post("robin", f"{path}/claim")
    said = comment(field, path)
    field.get("robin", f"{path}/comments"), field.get("robin", said), field.delete("robin", said)
    field.post("robin", "/api/notes/archive", {"ids": [identifier(path)]}), field.delete("robin", path)


def _walk_others(field: Field) -> None:
    path = f"/api/bookmarks/{known_id('any')}"
    field.put("robin", path, {"label": "later"}), field.get("robin", path), field.get("robin", "/api/bookmarks")
    field.delete("robin", path)
    work = field.post("robin", f"{PROJECT}/imports", {"lines": ["One", " "]}).headers["location"]
    field.get("robin", work)
    path = invitation(field)
    field.get("wren", path), field.get("wren", "/api/invitations"), field.delete("wren", path)


def _path(operation: Operation) -> str:
    for parameter in operation.parameters:
        if parameter["in"] == "path":
            return operation.path.replace(f"{{{parameter['name']}}}", known_id("nothing"))
    return operation.path


SECURED = [one for one in OPERATIONS if one.security and {} not in one.security]
BAD = ["Bearer nothing", "Basic cm9iaW46MQ==", "Bearer", "Bearer personal-robin-0", "Bearer \xe9"]


@pytest.mark.parametrize("operation", SECURED, ids=lambda one: one.id)
def test_bad_credentials_are_401(operation: Operation) -> None:
    field = Field()
    for headers in ({}, *({"Authorization": one} for one in BAD), {"Cookie": "sid=robin"}):
        assert field.send("", operation.method, _path(operation), **headers).status == 401


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_delegated_tokens_do_what_their_scopes_name(operation: Operation) -> None:
    field = Field()
    needed = {name for choice in operation.security for name in choice.get("delegated", ())}
    if not needed or {} in operation.security:
        return
    for who, scopes in (
        ("robin-reads", {"notes:read"}),
        ("robin-writes", {"notes:read", "notes:write"}),
        ("robin-imports", {"imports:run"}),
    ):
        answer = field.send(who, operation.method, _path(operation))
        assert (answer.status == 403 and answer.error == "insufficientScope") is not (needed <= scopes)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if "{" in one.path], ids=lambda one: one.id)
def test_what_is_no_uuid_names_nothing(operation: Operation) -> None:
    field = Field()
    for text in ("1", "x" * 36, "%00", "..", known_id("a").replace("-", "")):
        path = _path(operation).replace(known_id("nothing"), text)
        answer = field.send("wren", operation.method, path, {})
        assert answer.status in (404, 405), path


def test_other_methods_are_405_and_head_and_options_are_answered() -> None:
    field = Field()
    for path in {one.path for one in OPERATIONS}:
        declared = {one.method for one in OPERATIONS if one.path == path}
        declared |= {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())
        named = (
            path.replace("{", "").replace("}", "")
            if "{" not in path
            else _path(next(one for one in OPERATIONS if one.path == path))
        )
        options = field.send("", "OPTIONS", named)
        assert options.status == 200
        assert declared <= set(options.headers["allow"].split(", "))
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(options.headers["allow"].split(", ")):
            answer = field.send("robin", method, named)
            assert (answer.status, answer.error) == (405, "methodNotAllowed"), (method, named)


def test_head_is_get_without_the_body() -> None:
    answer = Field().send("robin", "HEAD", "/api/me")
    assert (answer.status, answer.body) == (200, b"")


def test_what_does_not_exist_has_the_shape_of_all_errors() -> None:
    for path in ("/", "/api", "/api/notes/", "/api/nothing", "/API/me", "//api/me"):
        answer = Field().get("robin", path)
        assert (answer.status, set(answer.body)) == (404, {"error", "message", "requestId"})
