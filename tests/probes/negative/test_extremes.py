"""Extreme input: failures name it, characters that are lost are found, and what is normalised on purpose is not."""

from __future__ import annotations

import copy
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe


class FailingOn(Notes):
    """Fails where a test of the draft says so."""

    def __init__(self, fails: Callable[[Any], bool]) -> None:
        super().__init__()
        self.fails = fails

    def created(self, asked: Asked) -> Answer:
        draft = asked.sent
        return (500, {"error": "oops"}) if isinstance(draft, dict) and self.fails(draft) else super().created(asked)


def _text(draft: dict[str, Any]) -> str:
    return str(draft.get("text", ""))


@pytest.mark.parametrize(
    ("fails", "named"),
    [
        (lambda draft: not _text(draft).isascii(), "other scripts"),
        (lambda draft: "'" in _text(draft), "other scripts"),
        (lambda draft: "\x00" in _text(draft), "control characters"),
        (lambda draft: type(draft.get("stars")) is int and draft["stars"] > 2**63, "huge"),
        (lambda draft: draft == {}, "empty object"),
        (lambda draft: re.search("[\ud800-\udfff]", _text(draft)) is not None, "half of a character"),
    ],
)
def test_a_failure_names_its_input(fails: Callable[[Any], bool], named: str) -> None:
    outcome = probe(CONTRACT, FailingOn(fails), only=("server-error", "loses-characters"))
    assert [(one.rule, one.operation, one.confidence) for one in outcome.findings] == [
        ("server-error", "POST /notes", "confirmed")
    ]
    assert named in outcome.findings[0].message


def test_a_number_without_end_is_tried_where_numbers_may_have_fractions() -> None:
    document = copy.deepcopy(CONTRACT)
    for method in (document["paths"]["/notes"]["post"], document["paths"]["/notes/{note_id}"]["put"]):
        schema = method["requestBody"]["content"]["application/json"]["schema"]
        schema["properties"]["stars"] = {"type": "number"}
    outcome = probe(document, FailingOn(lambda draft: draft.get("stars") == math.inf), only=("server-error",))
    assert ["no end" in one.message for one in outcome.findings] == [True]


@pytest.mark.parametrize(("bound", "named"), [(2**31, "beyond 32 bits"), (2**63, "beyond 64 bits")])
def test_a_number_that_no_schema_bounds_is_tried_at_the_ends_of_what_servers_count_with(bound: int, named: str) -> None:
    """The page's size is bounded, and refused before the offset is read; a longer text is no number to this server."""
    document = copy.deepcopy(CONTRACT)
    integer = {"in": "query", "schema": {"type": "integer"}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}}
    document["paths"]["/notes"]["get"]["parameters"] = [{"name": "offset", **integer}, limit]

    class Counting(Notes):
        most = bound

        def __call__(self, asked: Asked) -> Answer:
            offset, limit = asked.query.get("offset", "0"), asked.query.get("limit", "1")
            if len(offset) > 19 or not limit.isdigit() or int(limit) > 50:
                return 422, {"error": "not like this"}
            return (500, {"error": "overflow"}) if int(offset) == self.most else super().__call__(asked)

    outcome = probe(document, Counting(), only=("server-error",))
    assert [(one.rule, one.operation) for one in outcome.findings] == [("server-error", "GET /notes")]
    assert f"{named} (query offset)" in outcome.findings[0].message
    Counting.most = 2**70
    assert probe(document, Counting(), only=("server-error",)).findings == ()


def _keeping(kept: Callable[[str], str]) -> type[Notes]:
    """Notes whose texts are kept in another way."""

    class Keeping(Notes):
        def shown(self, note: dict[str, Any]) -> dict[str, Any]:
            return {**super().shown(note), "text": kept(note["text"])}

    return Keeping


@pytest.mark.parametrize(
    "kept",
    [
        lambda text: text.encode("ascii", "replace").decode(),
        lambda text: text.encode("latin-1", "ignore").decode("latin-1"),
        lambda text: re.split("[\U00010000-\U0010ffff]", text)[0],
        lambda text: text.encode().decode("latin-1"),
    ],
)
def test_lost_characters_are_found(kept: Callable[[str], str]) -> None:
    outcome = probe(CONTRACT, _keeping(kept)(), only=("loses-characters",))
    assert {(one.operation, one.where) for one in outcome.findings} == {
        ("POST /notes", "/text"), ("PUT /notes/{note_id}", "/text")
    }  # fmt: skip
    assert {(one.basis, one.confidence) for one in outcome.findings} == {("effect", "confirmed")}


@pytest.mark.parametrize(
    "kept",
    [
        lambda text: text,
        lambda text: unicodedata.normalize("NFD", text).lower(),
        lambda text: re.sub(r"\s+", " ", text).strip(),
        lambda text: text.replace("\U0001f600", "").strip(),
        lambda text: re.sub("[^a-z0-9]+", "-", text.lower()) + "-1",
        lambda text: "*" * min(3, len(text)),
    ],
)
def test_what_is_normalised_is_not_blamed(kept: Callable[[str], str]) -> None:
    assert probe(CONTRACT, _keeping(kept)(), only=("loses-characters",)).findings == ()
