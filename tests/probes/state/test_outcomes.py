"""What an import says to have made stands in the list; one that makes nothing, or has a slow list, is not blamed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, contract, probe

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 90}}}
SHOWN = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
LINES = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1, "maxLength": 90}}
IMPORT = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "status": {"type": "string", "enum": ["running", "done"]},
        "result": {"type": ["object", "null"], "properties": {"created": {"type": "integer"}}},
    },
}


def _answers(status: str, schema: dict[str, Any]) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}}
    return {status: {"description": "", **content}, **{one: {"description": ""} for one in ("401", "404", "422")}}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _id(name: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]


def document(summary: str = "Import cards") -> dict[str, Any]:
    lines = {"type": "object", "required": ["lines"], "properties": {"lines": LINES}}
    return contract(
        {
            "/boards": {"post": {"requestBody": _body(NAMED), "responses": _answers("201", SHOWN)}},
            "/boards/{board_id}": {"parameters": _id("board_id"), "get": {"responses": _answers("200", SHOWN)}},
            "/boards/{board_id}/cards": {
                "parameters": _id("board_id"),
                "get": {"responses": _answers("200", {"type": "array", "items": SHOWN})},
            },
            "/boards/{board_id}/imports": {
                "parameters": _id("board_id"),
                "post": {"summary": summary, "requestBody": _body(lines), "responses": _answers("202", IMPORT)},
            },
            "/cards/{card_id}": {"parameters": _id("card_id"), "get": {"responses": _answers("200", SHOWN)}},
            "/imports/{import_id}": {"parameters": _id("import_id"), "get": {"responses": _answers("200", IMPORT)}},
        }
    )


class Boards:
    """Boards with cards, which imports make."""

    def __init__(self) -> None:
        self.cards: dict[str, list[str]] = {}
        self.imports: dict[str, tuple[str, int]] = {}
        self.looks = 0

    def make(self, board: str, lines: list[str]) -> int:
        for _ in lines:
            self.cards[board].append(f"card-{sum(map(len, self.cards.values())):06}")
        return len(lines)

    def listed(self, board: str) -> list[str]:
        return self.cards[board]

    def __call__(self, asked: Asked) -> Answer:
        path = asked.path.strip("/").split("/")
        if not asked.who:
            return 401, {"error": "who are you?"}
        if path[0] == "imports" and path[-1] in self.imports:
            return 200, self.told(path[-1])
        if asked.path == "/boards" and asked.method == "POST":
            return self.made(asked)
        if path[0] != "boards" or len(path) < 2 or path[1] not in self.cards:
            return 404, {"error": "nothing"}
        if path[-1] == "imports":
            return self.started(asked, path[1])
        if path[-1] == "cards":
            return 200, [{"id": one, "name": "card"} for one in self.listed(path[1])]
        return 200, {"id": path[1], "name": "board"}

    def made(self, asked: Asked) -> Answer:
        if not isinstance(asked.sent, dict) or not isinstance(asked.sent.get("name"), str):
            return 422, {"error": "not like this"}
        board = f"board-{len(self.cards):06}"
        self.cards[board] = []
        return 201, {"id": board, "name": asked.sent["name"]}

    def started(self, asked: Asked, board: str) -> Answer:
        lines = asked.sent.get("lines") if isinstance(asked.sent, dict) else None
        if not isinstance(lines, list) or not all(isinstance(one, str) for one in lines):
            return 422, {"error": "not like this"}
        name = f"import-{len(self.imports):06}"
        self.imports[name] = (board, self.make(board, lines))
        return 202, {"id": name, "status": "running", "result": None}

    def told(self, name: str) -> dict[str, Any]:
        return {"id": name, "status": "done", "result": {"created": self.imports[name][1]}}


class Boasts(Boards):
    def make(self, board: str, lines: list[str]) -> int:
        return len(lines)


class Fails(Boards):
    """Nothing is made, and nothing is said to be."""

    def make(self, board: str, lines: list[str]) -> int:
        return 0


class Behind(Boards):
    """The list shows what is new at the second look."""

    def listed(self, board: str) -> list[str]:
        self.looks += 1
        return self.cards[board] if self.looks % 3 == 0 else []


def test_what_is_told_and_not_there_is_found() -> None:
    outcome = probe(document(), Boasts(), only=("job-without-effect",), identities=(ALICE,))
    assert [(one.operation, one.basis, one.confidence) for one in outcome.findings] == [
        ("POST /boards/{board_id}/imports", "effect", "confirmed")
    ]


@pytest.mark.parametrize("api", [Boards, Fails, Behind])
def test_what_is_meant_is_not_blamed(api: type[Boards]) -> None:
    assert probe(document(), api(), only=("job-without-effect",), identities=(ALICE,)).findings == ()


def test_words_that_name_nothing_are_not_guessed() -> None:
    outcome = probe(document("Import lines"), Boasts(), only=("job-without-effect",), identities=(ALICE,))
    assert outcome.findings == ()
