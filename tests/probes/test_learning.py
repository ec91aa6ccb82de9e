"""Set-up goes from what probes need most to the rest; what was made is removed with what its maker was told."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.exchange import Exchange
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import ALICE, BOB, CAROL, Answer, Asked, contract, probe


def _caller(exchange: Exchange) -> str:
    return (exchange.request.header("authorization") or "").removeprefix("Bearer ")


def test_every_operation_is_tried_before_a_second_caller_and_each_kind_of_caller_before_its_like() -> None:
    exchanges = probe(CONTRACT, Notes(), only=(), identities=(ALICE, BOB, CAROL)).exchanges
    callers = [_caller(one) for one in exchanges]
    first = callers.index("carol")
    assert set(callers[:first]) == {"alice"}
    assert {one.request.method for one in exchanges[:first]} == {one.request.method for one in exchanges}
    assert callers.index("bob") > first


_IF_MATCH = {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}
_ID = {"name": "book_id", "in": "path", "required": True, "schema": {"type": "string"}}
_BOOK = {"type": "object", "properties": {"id": {"type": "string"}}}
_MADE = {"description": "", "content": {"application/json": {"schema": _BOOK}}}
BOOKS = contract({
    "/books": {"post": {"responses": {"201": _MADE}}},
    "/books/{book_id}": {
        "get": {"parameters": [_ID], "responses": {"200": _MADE}},
        "delete": {"parameters": [_ID, _IF_MATCH], "responses": {"204": {"description": ""}}},
    },
})  # fmt: skip


class Books:
    """Books that are removed only by who names their version, which moves at the first look, if they are `worn`."""

    def __init__(self, *, worn: bool) -> None:
        self.worn = worn
        self.versions: dict[str, int] = {}
        self.asked: list[str] = []

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        self.asked.append(asked.method)
        if asked.method == "POST":
            key = f"b{len(self.asked)}"
            self.versions[key] = 1
            return 201, {"id": key}, {"ETag": '"1"'}
        key = asked.path.rpartition("/")[2]
        if key not in self.versions:
            return 404, None
        if asked.method == "GET":
            self.versions[key] += self.worn and self.versions[key] == 1
            return 200, {"id": key}, {"ETag": f'"{self.versions[key]}"'}
        if asked.headers.get("if-match") != f'"{self.versions[key]}"':
            return 412, None
        del self.versions[key]
        return 204, None


@pytest.mark.parametrize("worn", [True, False])
def test_all_is_removed_whether_or_not_it_changed_since_it_was_made(worn: bool) -> None:
    books = Books(worn=worn)
    outcome: Any = probe(BOOKS, books, only=(), identities=(ALICE,))
    assert outcome.session.made
    assert books.versions == {}


def test_what_did_not_change_is_removed_without_a_look() -> None:
    books = Books(worn=False)
    probe(BOOKS, books, only=(), identities=(ALICE,))
    assert books.asked[-1] == "DELETE"
    assert books.asked[-2] != "GET"
