"""The same thing twice in a list is claimed where a sentence says that it is refused, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, contract, probe

TEXT = {"type": "string"}
ITEM = {"type": "object", "required": ["book_id"], "properties": {"book_id": TEXT, "count": {"type": "integer"}}}
CART = {
    "type": "object",
    "required": ["lines"],
    "properties": {"lines": {"type": "array", "minItems": 1, "items": ITEM}},
}
TOLD = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": TEXT}}}}}
PARAMETER = {"name": "cart_id", "in": "path", "required": True, "schema": TEXT}


def _document(said: str) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": CART}}}
    answers = {"201": {"description": "", **TOLD}, "422": {"description": ""}}
    post = {"description": said, "requestBody": body, "responses": answers}
    read = {"parameters": [PARAMETER], "get": {"responses": {"200": {"description": "", **TOLD}}}}
    return contract({"/carts": {"post": post}, "/carts/{cart_id}": read})


class Carts:
    """Takes a book once, or any number of times."""

    def __init__(self, *, once: bool) -> None:
        self.once = once
        self.taken = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if asked.method == "GET":
            return 200, {"id": asked.path.rpartition("/")[2]}
        books = [one["book_id"] for one in asked.json["lines"]]
        if self.once and len(set(books)) < len(books):
            return 422, None
        self.taken += 1
        return 201, {"id": str(self.taken)}


def _found(said: str, *, once: bool = False) -> list[tuple[str, str, str]]:
    outcome = probe(_document(said), Carts(once=once), only=("accepts-duplicate-item",), identities=(ALICE,))
    return [(one.rule, one.where, one.confidence) for one in outcome.findings]


SAYING = [
    "Makes a cart. A book that is there twice is 422.",
    "The same book in two lines is refused.",
    "Each book may be named only once; others are welcome.",
    "Duplicate books are rejected.",
]


@pytest.mark.parametrize("said", SAYING)
def test_a_thing_that_is_taken_twice_is_found(said: str) -> None:
    assert _found(said) == [("accepts-duplicate-item", "/lines", "confirmed")]


@pytest.mark.parametrize("said", SAYING)
def test_a_refusal_is_what_was_said(said: str) -> None:
    assert _found(said, once=True) == []


@pytest.mark.parametrize(
    "said",
    [
        "",
        "A book that is there twice is counted twice.",
        "Duplicate books are merged, which is no error.",
        "A cart that is sent twice is refused. A book may be any.",
    ],
)
def test_without_such_a_sentence_nothing_is_claimed(said: str) -> None:
    assert _found(said) == []
