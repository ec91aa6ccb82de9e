"""Bodies of other shapes than plain objects: whole bodies, maps, lists, forms; and lists and objects in the query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.probes.probing import Answer, Asked, contract, probe

SKIPPED = ("credentials", "token", "scheme", "media-type", "malformed")


def _posting(schema: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    body = {"required": True, "content": {media: {"schema": schema}}}
    answers = {"201": {"description": ""}, "422": {"description": ""}}
    return contract({"/things": {"post": {"requestBody": body, "responses": answers}}})


def _found(document: dict[str, Any], fits: Callable[[Asked], bool]) -> set[tuple[str, str]]:
    def api(asked: Asked) -> Answer:
        if not asked.who:
            return 401, None
        return (201, {"id": "1"}) if fits(asked) else (422, {"error": "no"})

    outcome = probe(document, api, only=("accepts-[!etu]*", "accepts-unknown-*"))
    return {(one.rule, one.where) for one in outcome.findings if not one.rule.endswith(SKIPPED)}


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and all(type(one) is int for one in value.values())


MAP = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer", "minimum": 0}}


@pytest.mark.parametrize(
    ("fits", "found"),
    [
        (lambda sent: _is_map(sent) and sent and min(sent.values()) >= 0, set()),
        (lambda sent: _is_map(sent) and sent, {("accepts-out-of-bounds", "/assay_unknown")}),
        (lambda sent: sent is None or (_is_map(sent) and sent and min(sent.values()) >= 0), {("accepts-null", "")}),
    ],
)
def test_values_of_a_map_and_the_body_itself(fits: Any, found: set[tuple[str, str]]) -> None:
    document = _posting({**MAP, "example": {"a": 1}})
    assert _found(document, lambda asked: bool(fits(asked.sent if asked.body else {}))) == found


TAGS = {"type": "array", "maxItems": 3, "uniqueItems": True, "items": {"type": "string", "maxLength": 12}}


def _tags(sent: Any, most: int) -> bool:
    tags = sent.get("tags") if isinstance(sent, dict) else None
    texts = isinstance(tags, list) and all(isinstance(one, str) and len(one) <= 12 for one in tags)
    return texts and len(tags) <= most and len(set(tags)) == len(tags)  # type: ignore[arg-type]


@pytest.mark.parametrize(("most", "found"), [(3, set()), (9, {("accepts-wrong-size", "/tags")})])
def test_a_list_that_is_too_long_has_no_other_fault(most: int, found: set[tuple[str, str]]) -> None:
    schema = {"type": "object", "required": ["tags"], "properties": {"tags": TAGS}, "example": {"tags": ["a"]}}
    assert _found(_posting(schema), lambda asked: _tags(asked.sent, most)) == found


FORM = {
    "type": "object",
    "required": ["name", "age"],
    "properties": {"name": {"type": "string", "maxLength": 30}, "age": {"type": "integer", "maximum": 99}},
}


def _form(asked: Asked, most: int) -> bool:
    sent = dict(parse_qsl(asked.body.decode(), keep_blank_values=True))
    age = sent.get("age", "")
    return 0 <= len(sent.get("name", "x" * 31)) <= 30 and age.isdigit() and int(age) <= most


@pytest.mark.parametrize(("most", "found"), [(99, set()), (10**9, {("accepts-out-of-bounds", "/age")})])
def test_fields_of_a_form(most: int, found: set[tuple[str, str]]) -> None:
    document = _posting(FORM, "application/x-www-form-urlencoded")
    assert _found(document, lambda asked: _form(asked, most)) == found


def test_what_is_said_to_be_mended_is_not_blamed() -> None:
    name = {"type": "string", "maxLength": 5, "description": "Cut after five characters."}
    schema = {"type": "object", "required": ["name"], "properties": {"name": name}}
    assert _found(_posting(schema), lambda asked: isinstance(asked.sent, dict) and "name" in asked.sent) == set()


def test_a_refusal_for_a_reason_of_its_own_hides_nothing() -> None:
    """The first of each two requests is refused, whatever it holds, for the thing is busy."""
    count = 0

    def api(asked: Asked) -> Answer:
        nonlocal count
        if not asked.who:
            return 401, None
        count += not isinstance(asked.sent, dict) or "age" not in asked.sent
        if not isinstance(asked.sent, dict) or "name" not in asked.sent:
            return 422, None
        return (409, None) if "age" not in asked.sent and count % 2 else (201, {"id": "1"})

    outcome = probe(_posting(FORM), api, only=("accepts-missing",))
    assert {(one.rule, one.where) for one in outcome.findings} == {("accepts-missing", "/age")}
