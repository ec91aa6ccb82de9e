"""Content-Type and Accept are looked at where the contract declares 415 and 406, and nowhere else is it claimed."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

RULES = ("accepts-wrong-media-type", "accepts-no-media-type", "ignores-accept")


def _declaring(*statuses: str) -> dict[str, Any]:
    document = copy.deepcopy(CONTRACT)
    for path in document["paths"].values():
        for method, operation in path.items():
            if method != "parameters":
                operation["responses"] |= {status: {"description": ""} for status in statuses}
    return document


class Blind(Notes):
    """Reads any body as JSON."""

    def __call__(self, asked: Asked) -> Answer:
        headers = {**asked.headers, "content-type": "application/json"}
        return super().__call__(msgspec.structs.replace(asked, headers=headers))


class Looking(Blind):
    """Looks at both headers."""

    writers: tuple[str, ...] = ("POST", "PUT")

    def __call__(self, asked: Asked) -> Answer:
        media = asked.headers.get("content-type", "").partition(";")[0]
        if asked.method in self.writers and media != "application/json":
            return 415, {"error": "JSON, please"}
        if not any(one in asked.headers.get("accept", "*/*") for one in ("*/*", "json")):
            return 406, {"error": "there is only JSON"}
        return super().__call__(asked)


class LookingAtSome(Looking):
    """One operation forgot to."""

    writers = ("PUT",)


def test_what_is_declared_and_not_looked_at_is_found() -> None:
    outcome = probe(_declaring("406", "415"), Blind(), only=RULES)
    assert outcome.rules == set(RULES)
    assert {(one.basis, one.confidence) for one in outcome.findings} == {("declared", "confirmed")}


def test_what_is_looked_at_is_not_blamed() -> None:
    assert probe(_declaring("406", "415"), Looking(), only=RULES).findings == ()


def test_an_api_that_never_looks_and_declares_nothing_is_not_blamed() -> None:
    assert probe(CONTRACT, Blind(), only=RULES).findings == ()


def test_an_operation_unlike_its_siblings_is_only_reported() -> None:
    outcome = probe(CONTRACT, LookingAtSome(), only=RULES)
    assert [(one.operation, one.basis) for one in outcome.findings] == [("POST /notes", "inferred")]


def test_a_declared_text_is_no_wrong_type() -> None:
    document = _declaring("415")
    content = document["paths"]["/notes"]["post"]["requestBody"]["content"]
    content["text/plain"] = {"schema": {"type": "string"}}
    outcome = probe(document, Blind(), only=("accepts-wrong-media-type",))
    assert "POST /notes" not in {one.operation for one in outcome.findings}
