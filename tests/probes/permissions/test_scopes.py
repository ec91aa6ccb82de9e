"""A token without the scope is refused; one that other credentials of the operation let in is not blamed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import ALICE, Answer, Asked, member, probe

READER = member("bob", scopes=("notes:read",))


def _document(*, beside: bool) -> dict[str, Any]:
    """Writing wants a scope, or, with `beside`, a bearer token of whatever scope."""
    document = deepcopy(CONTRACT)
    document["components"]["securitySchemes"]["delegated"] = {"type": "http", "scheme": "bearer"}
    plain: list[dict[str, list[str]]] = [{"bearer": []}] if beside else []
    for path in document["paths"].values():
        for method, scope in (("get", "notes:read"), ("post", "notes:write"), ("put", "notes:write")):
            if method in path:
                path[method]["security"] = [*plain, {"delegated": [scope]}]
    return document


class Scoped(Notes):
    """Delegated tokens are good for what they are for; `everywhere` says where there is no scope to ask for."""

    everywhere = False
    looks = True

    def __call__(self, asked: Asked) -> Answer:
        if asked.who == "bob" and asked.method == "DELETE" and not self.everywhere:
            return 403, {"error": "no delegated token here"}
        if asked.who == "bob" and asked.method in ("POST", "PUT") and self.looks:
            return 403, {"error": "no scope"}
        return super().__call__(asked)


class Unlooked(Scoped):
    looks = False


class Plain(Unlooked):
    everywhere = True


def test_a_token_without_the_scope_is_found() -> None:
    outcome = probe(_document(beside=True), Unlooked(), only=("scope-unchecked",), identities=(ALICE, READER))
    assert {one.operation for one in outcome.findings} == {"POST /notes"}


def test_one_that_is_refused_is_not() -> None:
    for beside in (True, False):
        found = probe(_document(beside=beside), Scoped(), only=("scope-unchecked",), identities=(ALICE, READER))
        assert found.findings == ()


def test_a_token_that_is_good_without_scopes_too_is_not_blamed() -> None:
    outcome = probe(_document(beside=True), Plain(), only=("scope-unchecked",), identities=(ALICE, READER))
    assert outcome.findings == ()
