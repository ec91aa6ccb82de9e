"""Mistakes are tried together where the server names each; what it does not name is sent by itself, and found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assay.probes.naming import named_in
from tests.probes.probing import Answer, Asked, Outcome, contract, probe

FIELDS = {
    "title": {"type": "string", "maxLength": 40},
    "size": {"type": "integer", "minimum": 1},
    "open": {"type": "boolean"},
    "color": {"enum": ["red", "blue"]},
}
KINDS = {"title": str, "size": int, "open": bool, "color": str}
SCHEMA = {"type": "object", "required": ["title"], "properties": FIELDS}
DOCUMENT = contract({
    "/things": {"post": {
        "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}},
        "responses": {"201": {"description": "made"}, "400": {"description": "refused"}},
    }},
})  # fmt: skip
Refusal = Callable[[list[str], dict[str, Any]], Any]


def each(wrong: list[str], _sent: dict[str, Any]) -> Any:
    return {"errors": [{"field": name, "issue": "has the wrong type"} for name in wrong]}


def first(wrong: list[str], sent: dict[str, Any]) -> Any:
    return each(wrong[:1], sent)


def echo(wrong: list[str], sent: dict[str, Any]) -> Any:
    return {"error": "something is wrong", "you_sent": sent, "first": wrong[0]}


def nothing(_wrong: list[str], _sent: dict[str, Any]) -> Any:
    return {"error": "bad request"}


def things(refusal: Refusal, unchecked: str = "") -> Callable[[Asked], Answer]:
    """An API that checks the types of all fields but one."""

    def api(asked: Asked) -> Answer:
        sent = asked.sent
        if not isinstance(sent, dict):
            return 400, {"error": "no object"}
        wrong = [name for name, kind in KINDS.items() if name in sent and type(sent[name]) is not kind]
        if "title" not in sent:
            wrong.append("title")
        wrong = [name for name in wrong if name != unchecked]
        return (400, refusal(wrong, sent)) if wrong else (201, {"id": "1"})

    return api


def tried(refusal: Refusal, unchecked: str = "") -> Outcome:
    return probe(DOCUMENT, things(refusal, unchecked), only=("accepts-wrong-type", "accepts-null"))


@pytest.mark.parametrize("unchecked", ["title", "size", "open"])
@pytest.mark.parametrize("refusal", [each, first, echo, nothing])
def test_a_field_that_is_not_checked_is_found_whatever_is_named(refusal: Refusal, unchecked: str) -> None:
    found = {one.where for one in tried(refusal, unchecked).findings if one.rule == "accepts-wrong-type"}
    assert found == {f"/{unchecked}"}


@pytest.mark.parametrize("refusal", [each, first, echo, nothing])
def test_one_that_checks_them_all_is_not_blamed(refusal: Refusal) -> None:
    assert tried(refusal).findings == ()


def test_an_api_that_names_each_is_asked_far_less() -> None:
    assert len(tried(each).exchanges) * 3 < len(tried(nothing).exchanges) * 2


def test_an_api_that_fails_on_one_field_alone_is_found_out() -> None:
    def failing(asked: Asked) -> Answer:
        sent = asked.sent
        if isinstance(sent, dict) and type(sent.get("size", 1)) is str and type(sent.get("title")) is str:
            return 500, None
        return things(first)(asked)

    outcome = probe(DOCUMENT, failing, only=("accepts-wrong-type",), passive=("declared",))
    assert "server-error" in outcome.rules


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"errors": [{"pointer": "/items/0/price"}]}, ("items", "0", "price")),
        ({"detail": [{"loc": ["body", "items", 0, "price"], "msg": "is no number"}]}, ("items", "0", "price")),
        ({"errors": [{"source": {"pointer": "/data/attributes/price"}}]}, ("price",)),
        ({"errors": [{"field": "items[0].price"}]}, ("items", "0", "price")),
        ({"message": ["price must be a number"]}, ("price",)),
        ({"message": "'price' must be a number"}, ("price",)),
        ({"price": ["A valid number is required."]}, ("price",)),
        ({"errors": {"items": [{"price": ["is no number"]}]}}, ("items", "0", "price")),
        ({"errors": {"items.0.price": ["The price must be a number."]}}, ("items", "0", "price")),
    ],
)
def test_the_ways_in_which_a_place_is_named(answer: Any, place: tuple[str, ...]) -> None:
    assert place in named_in(answer)


@pytest.mark.parametrize("answer", [None, 3, [], {"a": {"price": 12}}, {"message": "no price"}, [["x", {"y": []}]]])
def test_what_names_no_price(answer: Any) -> None:
    assert ("price",) not in named_in(answer)


def test_a_deep_or_long_answer_is_looked_through_in_bounded_time() -> None:
    deep: Any = "price is wrong"
    for _ in range(5_000):
        deep = {"a": [deep]}
    assert len(named_in([deep, *(["x y"] * 100_000)])) < 10_000
