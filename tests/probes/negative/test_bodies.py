"""What the contract forbids in a body must be refused; each keyword that is not enforced is found at its field."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

NEGATIVE = ("accepts-missing", "accepts-wrong-*", "accepts-null", "accepts-out-of-bounds", "accepts-unknown-*")


def _without(**lenient: Any) -> type[Notes]:
    """Notes that repair a draft before they look at it."""

    class Lenient(Notes):
        def valid(self, draft: Any) -> bool:
            if not isinstance(draft, dict):
                return super().valid(draft)
            repaired = {**lenient.get("defaults", {}), **draft}
            for name, repair in lenient.get("repairs", {}).items():
                repaired[name] = repair(repaired.get(name))
            if lenient.get("extra"):
                repaired = {name: one for name, one in repaired.items() if name in ("text", "stars")}
            return super().valid(repaired)

    return Lenient


@pytest.mark.parametrize(
    ("api", "rule", "where"),
    [
        (_without(defaults={"stars": 0}), "accepts-missing", "/stars"),
        (_without(repairs={"stars": lambda value: min(value, 5) if type(value) is int else value}),
         "accepts-out-of-bounds", "/stars"),
        (_without(repairs={"text": lambda value: value[:200] if isinstance(value, str) else value}),
         "accepts-wrong-length", "/text"),
        (_without(repairs={"text": lambda value: str(value) if value is not None else value}),
         "accepts-wrong-type", "/text"),
        (_without(repairs={"stars": lambda value: 0 if value is None else value}), "accepts-null", "/stars"),
        (_without(extra=True), "accepts-unknown-field", "/assay_unknown"),
    ],
)  # fmt: skip
def test_a_keyword_that_is_not_enforced_is_found(api: type[Notes], rule: str, where: str) -> None:
    outcome = probe(CONTRACT, api(), only=(rule,))
    assert (rule, where) in {(one.rule, one.where) for one in outcome.findings}
    assert {one.confidence for one in outcome.findings} == {"confirmed"}


def test_an_api_that_refuses_everything_is_not_blamed() -> None:
    class Refusing(Notes):
        def valid(self, draft: Any) -> bool:
            return False

    assert probe(CONTRACT, Refusing(), only=NEGATIVE).findings == ()


def test_a_refusal_may_have_any_status() -> None:
    class Teapot(Notes):
        def created(self, asked: Any) -> Any:
            status, *rest = super().created(asked)
            return (418, *rest) if status == 422 else (status, *rest)

    assert probe(CONTRACT, Teapot(), only=NEGATIVE).findings == ()


class Reading(Notes):
    """Reads numbers from texts, with some methods."""

    methods: tuple[str, ...] = ("POST",)

    def __call__(self, asked: Asked) -> Answer:
        draft = asked.sent
        if asked.method in self.methods and isinstance(draft, dict) and str(draft.get("stars", "")).isdigit():
            body = json.dumps({**draft, "stars": int(draft["stars"])}).encode()
            return super().__call__(msgspec.structs.replace(asked, body=body))
        return super().__call__(asked)


class ReadingAll(Reading):
    """Reads all numbers from texts, as some frameworks do."""

    methods = ("POST", "PUT")


def test_a_number_as_text_is_told_where_another_one_is_refused() -> None:
    findings = probe(CONTRACT, Reading(), only=("accepts-wrong-type",)).findings
    assert [(one.operation, one.where) for one in findings] == [("POST /notes", "/stars")]
    assert probe(CONTRACT, ReadingAll(), only=("accepts-wrong-type",)).findings == ()
