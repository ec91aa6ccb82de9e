"""Whatever is sent, the answer is a declared one: each field and parameter with values that break servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.second_api.client import Field
from tests.second_api.contract import Operation, operations
from tests.second_api.making import PROJECT, comment, identifier, invitation, note
from tests.second_api.world import known_id

NASTY: list[Any] = [
    None, True, 0, -1, 6, 1.5, 2.0, 1e308, 10**30, "", " ", "x" * 81, "x" * 6000, "\u0000", "\u202e", "😀", "\ud83d",
    "' OR 1=1 --", "../../x", "null", [], [None], [1], ["a", "a"], ["x" * 30], ["é"], {}, {"kind": "point"},
    {"kind": "point", "latitude": 91, "longitude": 0}, {"kind": "spot", "name": "\u0000"},
    {"kind": "point", "latitude": 1.5, "longitude": 2}, "2026-01-01T00:00:00Z", "2026-01-01t00:00:00z",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-12-31T23:59:60Z",
    "2026-01-01T00:00:00.123456789Z", "2026-01-01 00:00:00Z", "private", "A@B.example", "a@b",
    known_id("robin").upper(), [known_id("birds 0").upper()],
]  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "logIn": {"username": "robin", "password": "x"},
    "changeMe": {"displayName": "R"},
    "createProject": {"name": "a", "description": "b"},
    "changeProject": {"name": "a", "description": None},
    "createNote": {"title": "t", "text": "x", "tags": ["a"], "priority": 1, "visibility": "team", "dueAt": None,
                   "place": {"kind": "spot", "name": "x"}},
    "changeNote": {"title": "t", "text": "x", "tags": ["a"], "priority": 1, "visibility": "team", "dueAt": None},
    "archiveNotes": {"ids": [known_id("birds 1")]},
    "createComment": {"text": "x"},
    "putBookmark": {"label": "a", "noteId": None},
    "startImport": {"lines": ["a"]},
    "invite": {"kind": "email", "email": "a@b.example", "personId": known_id("x")},
}  # fmt: skip


def paths(field: Field) -> dict[str, str]:
    """The ids of things that there are."""
    made = note(field)
    work = field.post("robin", f"{PROJECT}/imports", {"lines": ["a"]}).headers["location"]
    return {
        "noteId": identifier(made), "commentId": identifier(comment(field, made)), "projectId": identifier(PROJECT),
        "bookmarkId": known_id("b"), "importId": identifier(work), "invitationId": identifier(invitation(field)),
    }  # fmt: skip


def bodies(operation: Operation) -> Iterator[Any]:
    good = GOOD.get(operation.id, {})
    if operation.media:
        yield from NASTY
    for name in good:
        yield from ({**good, name: value} for value in NASTY)
        yield {key: value for key, value in good.items() if key != name}


def queries(operation: Operation) -> Iterator[dict[str, str]]:
    for parameter in operation.parameters:
        if parameter["in"] == "query":
            texts = (value if isinstance(value, str) else json.dumps(value) for value in NASTY)
            yield from ({parameter["name"]: text} for text in texts if "\ud83d" not in text)


@pytest.mark.parametrize("operation", operations().values(), ids=lambda one: one.id)
def test_every_answer_is_a_declared_one(operation: Operation) -> None:
    field = Field()
    path, media = operation.path.format(**paths(field)), next(iter(operation.media), None)
    for who in ("wren", "mason"):
        for body in bodies(operation):
            answer = field.send(who, operation.method, path, data=json.dumps(body).encode(), media=media)
            assert answer.status < 500, body
        for query in queries(operation):
            assert field.send(who, operation.method, path, query=query).status < 500, query
