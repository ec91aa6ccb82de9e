"""Gates that look at a header or at the spelling of a path are found; redirects and pages for all are not blamed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import msgspec
import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import ADA, ALICE, BOB, Answer, Asked, probe

ONLY = ("header-believed", "gate-walked-around")
PEOPLE = (ALICE, BOB, ADA)


def _document() -> dict[str, Any]:
    document = deepcopy(CONTRACT)
    answers = {
        "200": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}},
        "401": {"description": ""},
        "403": {"description": ""},
    }
    document["paths"]["/audit"] = {"get": {"description": "Admins only.", "responses": answers}}
    return document


class Audited(Notes):
    """A trail for admins."""

    def is_admin(self, asked: Asked) -> bool:
        return asked.who == "ada"

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/audit":
            if not self.known(asked):
                return 401, {"error": "who are you?"}
            return (200, {"trail": ["a"]}) if self.is_admin(asked) else (403, {"error": "not for you"})
        return self.other(asked)

    def other(self, asked: Asked) -> Answer:
        return super().__call__(asked)


class BelievesRoles(Audited):
    def is_admin(self, asked: Asked) -> bool:
        return asked.who == "ada" or asked.headers.get("x-role") == "admin"


class BelievesTheGateway(Audited):
    def __call__(self, asked: Asked) -> Answer:
        named = asked.headers.get("x-forwarded-user", "")
        return super().__call__(msgspec.structs.replace(asked, who=asked.who or named))


class GuardsOneSpelling(Audited):
    def other(self, asked: Asked) -> Answer:
        return (200, {"trail": ["a"]}) if asked.path.lower().rstrip("/") == "/audit" else super().other(asked)


class Redirects(Audited):
    def other(self, asked: Asked) -> Answer:
        if asked.path.endswith("/"):
            return 301, None, {"Location": asked.path.rstrip("/")}
        return super().other(asked)


class OnePage(Audited):
    """Whatever is not there is the page of the application, for everybody."""

    def other(self, asked: Asked) -> Answer:
        if asked.path.startswith("/notes") and not asked.path.endswith("/"):
            return super().other(asked)
        return 200, b"<html>the application</html>", {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("api", "found"),
    [
        (BelievesRoles, {("header-believed", "GET /audit", "alice")}),
        (
            BelievesTheGateway,
            {("header-believed", "GET /notes", "nobody"), ("header-believed", "GET /audit", "nobody")},
        ),
        (
            GuardsOneSpelling,
            {("gate-walked-around", "GET /audit", "alice"), ("gate-walked-around", "GET /audit", "nobody")},
        ),
    ],
)
def test_a_gate_that_is_walked_around_is_found(api: type[Notes], found: set[tuple[str, str, str]]) -> None:
    outcome = probe(_document(), api(), only=ONLY, identities=PEOPLE)
    told = {(one.rule, one.operation, one.identity) for one in outcome.findings}
    assert told <= found
    assert told
    assert {one.confidence for one in outcome.findings} == {"confirmed"}


@pytest.mark.parametrize("api", [Audited, Redirects, OnePage])
def test_what_is_meant_is_not_blamed(api: type[Notes]) -> None:
    outcome = probe(_document(), api(), only=ONLY, identities=PEOPLE, passive=("declared", "errors", "leaks"))
    assert outcome.findings == ()


def test_a_header_that_the_contract_names_is_left_alone() -> None:
    document = _document()
    named = {"name": "X-Role", "in": "header", "schema": {"type": "string"}}
    document["paths"]["/audit"]["get"]["parameters"] = [named]
    outcome = probe(document, BelievesRoles(), only=("header-believed",), identities=PEOPLE)
    assert outcome.findings == ()
