"""Whom the contract names is let in; who is refused for a reason of their own, or by everybody, is not spoken for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import ADA, ALICE, CAROL, Answer, Asked, member, probe

MONA = member("mona", role="manager")
EVERYBODY = (ALICE, MONA, ADA, CAROL)
ROLES = {"alice": "member", "mona": "manager", "ada": "admin", "carol": "member"}


def _document(sentence: str) -> dict[str, Any]:
    document = deepcopy(CONTRACT)
    document["paths"]["/notes"]["get"]["description"] = sentence
    return document


class Listed(Notes):
    """The list is for some roles."""

    let_in: tuple[str, ...] = ("manager", "admin")
    refusal = 403

    def known(self, asked: Asked) -> bool:
        return asked.who in ROLES

    def __call__(self, asked: Asked) -> Answer:
        is_list = asked.path == "/notes" and asked.method == "GET"
        if is_list and asked.who in ROLES and ROLES[asked.who] not in self.let_in:
            return self.refusal, {"error": "not for you"}
        return super().__call__(asked)


class NoAdmins(Listed):
    let_in = ("manager",)


class NoAdminsForNow(NoAdmins):
    """Many a refusal has nothing to do with the role."""

    refusal = 409


class Nobody(Listed):
    let_in = ()


def test_an_admin_who_is_refused_is_found() -> None:
    outcome = probe(_document("Managers and admins only."), NoAdmins(), only=("role-*",), identities=EVERYBODY)
    assert [(one.rule, one.identity, one.confidence) for one in outcome.findings] == [
        ("role-refused", "ada", "confirmed")
    ]
    assert "Managers and admins only." in outcome.findings[0].message


@pytest.mark.parametrize(
    ("sentence", "api"),
    [
        ("Managers and admins only.", Listed),
        ("Managers and admins only.", NoAdminsForNow),
        ("Managers and admins only.", Nobody),
        ("Managers only.", NoAdmins),
        ("", NoAdmins),
    ],
)
def test_what_is_meant_is_not_blamed(sentence: str, api: type[Listed]) -> None:
    assert probe(_document(sentence), api(), only=("role-*",), identities=EVERYBODY).findings == ()


def test_one_who_is_refused_in_one_tenant_only_has_no_control_there() -> None:
    everybody = (ALICE, member("mona", role="manager", tenant="globex"), ADA)
    outcome = probe(_document("Managers and admins only."), NoAdmins(), only=("role-*",), identities=everybody)
    assert outcome.findings == ()


def test_a_token_with_scopes_may_be_refused_for_them() -> None:
    everybody = (ALICE, MONA, member("ada", role="admin", scopes=("notes:write",)))
    outcome = probe(_document("Managers and admins only."), NoAdmins(), only=("role-refused",), identities=everybody)
    assert outcome.findings == ()
