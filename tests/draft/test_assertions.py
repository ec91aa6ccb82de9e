"""The tests that are drafted say what was seen, and pin nothing that changes on its own."""

from __future__ import annotations

import re

import pytest

from assay.model.contract import Answer, Contract, Media, Operation
from tests.draft.kit import call, folder, one, source, steps

NAMES = re.compile(r'pm\.test\("((?:[^"\\]|\\.)*)"')


def names(text: str) -> list[str]:
    return NAMES.findall(text)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (call(1, "DELETE /a", status=204), ["status is 204", "body is empty"]),
        (call(1, "HEAD /a", answered={"Content-Type": "text/css"}), ["status is 200"]),
        (call(1, "GET /a", status=301, answered={"Location": "/b"}), ["status is 301", "header Location is there"]),
        (call(1, "GET /a", status=304), ["status is 304"]),
        (
            call(1, "GET /a", answer=b"<p>", answered={"Content-Type": "text/html; charset=x"}),
            ["status is 200", "content type is text/html"],
        ),
        (
            call(1, "GET /a", status=405, answer=b"no", answered={"Allow": "POST"}),
            ["status is 405", "header Allow is there"],
        ),
        (
            call(1, "GET /a", answer=b"{broken", answered={"Content-Type": "application/json"}),
            ["status is 200", "content type is application/json"],
        ),
    ],
)
def test_by_kind_of_answer(made: object, expected: list[str]) -> None:
    assert names(source(steps(one(made))[0])) == expected  # type: ignore[arg-type]


def test_each_test_says_why() -> None:
    text = source(steps(one(call(1, "POST /a", {"n": 1}, 201, {"id": 7, "n": 1, "state": "open"})))[0])
    blocks = text.split("\n\n")
    assert all(block.startswith("// ") for block in blocks)
    assert names(text) == [
        "status is 201",
        "content type is application/json",
        "body has the shape that was seen",
        "what was sent is kept",
        "its state is open",
    ]


def test_no_volatile_value_is_pinned() -> None:
    answer = {
        "id": "0b0f6a0e-26a7-4d7b-9df3-0d7c4a1b5f10",
        "at": "2026-01-05T09:00:00Z",
        "token": "***aaaa",
        "n": 123456,
    }
    text = source(steps(one(call(1, "POST /a", {"x": 1}, 201, answer)))[0])
    for value in ("0b0f6a0e", "2026-01-05", "***", "123456"):
        assert value not in text


def test_an_error_is_told_by_what_is_for_programs() -> None:
    problem = {
        "type": "https://x.example/p/gone",
        "title": "Gone",
        "status": 410,
        "code": "gone",
        "detail": "at 10:00",
        "instance": "/a/1",
    }
    text = source(steps(one(call(1, "GET /a", None, 410, problem)))[0])
    assert 'pm.expect(problem.code).to.eql("gone");' in text
    assert "pm.expect(problem.status).to.eql(410);" in text
    assert '"at 10:00"' not in text
    assert "title)" not in text


def test_a_state_of_a_read_is_pinned_only_where_it_stayed_the_same() -> None:
    same = call(1, "GET /a", answer={"state": "open"}, repeats=({"state": "open"}, {"state": "open"}))
    assert "its state is open" in names(source(steps(one(same))[0]))
    once = call(1, "GET /a", answer={"state": "open"})
    moved = call(1, "GET /a", answer={"state": "open"}, repeats=({"state": "done"}, {"state": "done"}))
    for made in (once, moved):
        assert "its state is open" not in names(source(steps(one(made))[0]))


def test_what_changes_between_two_reads_is_told_and_widens_the_shape() -> None:
    made = one(
        call(1, "GET /a", answer={"n": None, "t": 1}, repeats=({"n": "x", "t": 2}, {"n": "x", "t": 3, "new": 1}))
    )
    assert made.notes == ("#1 was sent twice: /new, /t changed, and is not pinned.",)
    text = source(steps(made)[0])
    assert 'n: { type: ["string", "null"] }' in text
    assert 'required: ["n", "t"]' in text


def test_repeats_with_another_status_say_nothing() -> None:
    gone = call(2, "GET /a", None, 404, {"no": 1})
    made = call(1, "GET /a", answer={"n": 1})
    text = source(
        steps(one(made.__class__(n=1, transfer=made.transfer, exchanges=made.exchanges, repeats=gone.exchanges)))[0]
    )
    assert "no:" not in text


def test_answers_of_dropped_twins_are_samples() -> None:
    made = folder(call(1, "GET /a", answer={"n": None}), call(2, "GET /a", answer={"n": "x"}))
    assert "The shape of 2 answers that were seen" in source(steps(made)[0])
    assert 'n: { type: ["string", "null"] }' in source(steps(made)[0])


CONTRACT = Contract(
    source="/somewhere/shop.yaml",
    definitions={
        "Order": {
            "type": "object",
            "required": ["id", "status"],
            "properties": {
                "id": {"type": "integer"},
                "status": {"enum": ["open", None], "type": "string"},
                "note": {"type": ["string", "null"]},
                "lines": {"type": "array", "items": {"anyOf": [{"type": "object"}, {"type": "string"}]}},
            },
        }
    },
    operations=(
        Operation(
            method="GET",
            path="/orders/{id}",
            summary="Get an order",
            answers=(Answer(status="2XX", media=(Media(type="application/json", schema={"$ref": "#/$defs/Order"}),)),),
        ),
    ),
)


def test_a_contract_says_what_is_required_and_what_may_be_null() -> None:
    answer = {"id": 1, "status": "open", "note": "x", "lines": [{"a": 1}]}
    (step,) = steps(folder(call(1, "GET /orders/1", answer=answer), contract=CONTRACT))
    text = source(step)
    assert step.name == "Get an order"
    assert "// shop.yaml requires these of GET /orders/{id}." in text
    assert 'pm.expect(pm.response.json()).to.include.all.keys(["id", "status"]);' in text
    assert 'required: ["id", "status"]' in text
    assert 'note: { type: ["string", "null"] }' in text
    assert 'status: { type: ["string", "null"] }' in text
    assert 'items: { type: ["object", "string"], properties: { a: { type: "integer" } } }' in text
