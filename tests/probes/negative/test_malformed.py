"""What is no JSON must be refused: each kind that a lenient reader takes is found, and a reader that is right never."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe


def _reading(repair: Callable[[bytes], bytes]) -> type[Notes]:
    """Notes whose reader mends a body before it reads it."""

    class Mending(Notes):
        def __call__(self, asked: Asked) -> Answer:
            return super().__call__(msgspec.structs.replace(asked, body=repair(asked.body)))

    return Mending


@pytest.mark.parametrize(
    ("repair", "what"),
    [
        (lambda body: body + b"}" if body and not body.rstrip().endswith((b"}", b"]", b"y")) else body, "is cut"),
        (lambda body: body.removesuffix(b" assay"), "other text"),
        (lambda body: body.replace(b",}", b"}"), "comma"),
        (lambda body: body.replace(b"NaN", b"1"), "NaN"),
        (lambda body: body.decode("latin-1").encode() if b"\xfc" in body else body, "not UTF-8"),
    ],
)
def test_each_kind_that_is_taken_is_found(repair: Callable[[bytes], bytes], what: str) -> None:
    outcome = probe(CONTRACT, _reading(repair)(), only=("accepts-malformed",))
    assert {one.operation for one in outcome.findings} == {"POST /notes", "PUT /notes/{note_id}"}
    assert all(what in one.message for one in outcome.findings)
    assert {one.confidence for one in outcome.findings} == {"confirmed"}


def test_a_byte_order_mark_and_names_that_stand_twice_are_left_to_the_reader() -> None:
    assert probe(CONTRACT, _reading(lambda body: body.removeprefix(b"\xef\xbb\xbf"))(), only=("*",)).findings == ()


def test_a_body_that_need_not_be_there_need_not_be_read() -> None:
    document = copy.deepcopy(CONTRACT)
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and "requestBody" in operation:
                operation["requestBody"]["required"] = False
    api = _reading(lambda body: b'{"text": "x", "stars": 1}' if body else body)
    assert probe(document, api(), only=("accepts-malformed",)).findings == ()


def test_a_reader_that_falls_over_nested_arrays_is_told_with_its_input() -> None:
    class Recursive(Notes):
        def __call__(self, asked: Asked) -> Answer:
            return (500, {"error": "too deep"}) if asked.body.startswith(b"[[[[") else super().__call__(asked)

    outcome: Any = probe(CONTRACT, Recursive(), only=("accepts-malformed",))
    assert outcome.rules == {"server-error"}
    assert "nested too deep" in outcome.findings[0].message


def _optional(document: dict[str, Any]) -> dict[str, Any]:
    """The contract with bodies none of whose fields is required."""
    document = copy.deepcopy(document)
    for path in document["paths"].values():
        for operation in (one for name, one in path.items() if name != "parameters"):
            if "requestBody" in operation:
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                operation["requestBody"]["content"]["application/json"]["schema"] = {**schema, "required": []}
    return document


def test_no_body_at_all_is_found_where_an_empty_object_is_wrong_too() -> None:
    class Mending(Notes):
        def __call__(self, asked: Asked) -> Answer:
            if asked.method in ("POST", "PUT") and not asked.body:
                asked = msgspec.structs.replace(asked, body=b'{"text": "x", "stars": 1}')
            return super().__call__(asked)

    outcome = probe(CONTRACT, Mending(), only=("accepts-malformed",))
    assert {(one.rule, one.operation) for one in outcome.findings} == {
        ("accepts-malformed", "POST /notes"), ("accepts-malformed", "PUT /notes/{note_id}")
    }  # fmt: skip
    assert all("is empty" in one.message for one in outcome.findings)
    assert probe(_optional(CONTRACT), Mending(), only=("accepts-malformed",)).findings == ()


def test_a_server_that_fails_without_a_body_is_told_whether_it_is_required_or_not() -> None:
    class Indexing(Notes):
        def __call__(self, asked: Asked) -> Answer:
            failing = asked.method == "POST" and self.known(asked) and not asked.body
            return (500, {"error": "no first byte"}) if failing else super().__call__(asked)

    for document in (CONTRACT, _optional(CONTRACT)):
        outcome = probe(document, Indexing(), only=("accepts-malformed",))
        assert [(one.rule, one.operation) for one in outcome.findings] == [("server-error", "POST /notes")]
        assert "is empty" in outcome.findings[0].message
