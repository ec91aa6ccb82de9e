"""How a real answer differs from its stand-in: by shape, and never by what merely has another value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.contract.drift import drift
from assay.model.http import Header, Response


def answer(content: Any, status: int = 200, kind: str = "application/json") -> Response:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Response(status=status, headers=(Header("Content-Type", kind),), body=body)


def told(stand_in: Any, real: Any) -> set[tuple[str, str]]:
    return {(one.kind, one.where) for one in drift(answer(stand_in), answer(real))}


def test_other_values_are_no_drift() -> None:
    assert (
        told({"id": 1, "tags": ["a"], "at": "x", "price": 1}, {"id": 2, "tags": ["b", "c"], "at": "y", "price": 1.5})
        == set()
    )
    assert told({"a": None}, {"a": "text"}) == set()
    assert told({"items": []}, {"items": [{"a": 1}]}) == set()
    assert told([{"a": 1, "b": None}], [{"a": 1}, {"b": 2}]) == set()


@pytest.mark.parametrize(
    ("stand_in", "real", "found"),
    [
        ({"a": 1}, {"a": "1"}, {("type", "/a")}),
        ({"a": 1, "zebra": 2}, {"a": 1}, {("missing", "/zebra")}),
        ({"a": 1}, {"a": 1, "zebra": 2}, {("new", "/zebra")}),
        ({"user_id": 7}, {"userId": 8}, {("renamed", "/user_id")}),
        ({"q": "the very text"}, {"zz": "the very text"}, {("renamed", "/q")}),
        ({"list": [{"a": 1}]}, {"list": [{"a": "x"}]}, {("type", "/list/*/a")}),
        ({"list": [{"a": 1}]}, {"list": {"a": 1}}, {("type", "/list")}),
        ([1], {"a": 1}, {("type", "")}),
        ({"a/b": 1}, {"a/b": "x"}, {("type", "/a~1b")}),
    ],
)
def test_what_has_another_shape_is_drift(stand_in: Any, real: Any, found: set[tuple[str, str]]) -> None:
    assert told(stand_in, real) == found


def test_another_status_or_type_is_all_that_is_told() -> None:
    (one,) = drift(answer({"a": 1}), answer({"b": 1}, status=404))
    assert (one.kind, one.message) == ("status", "The stand-in answers 200, the real one 404.")
    (one,) = drift(answer({"a": 1}), answer(b"<html>", kind="text/html"))
    assert one.kind == "media"
    assert drift(answer({"a": 1}, kind="application/json; charset=utf-8"), answer({"a": 2})) == ()


def test_hostile_answers_end() -> None:
    deep = b"[" * 50_000 + b"]" * 50_000
    wide = {str(number): number for number in range(20_000)}
    for real in (answer(deep), answer(b"{"), answer(b""), answer([[]] * 50_000)):
        assert len(drift(answer({"a": 1}), real)) <= 1
    assert len(drift(answer(wide), answer({f"x{key}": str(value) for key, value in list(wide.items())[:300]}))) <= 50
