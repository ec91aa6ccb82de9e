"""A refresh token ends with its session, and an old password with its change; what goes on by design is not blamed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import Answer, Asked, contract, member, probe

ONLY = ("ended-session-renewed", "old-password-accepted")
TEXT = {"type": "string", "minLength": 8, "maxLength": 60}
REFUSALS = {status: {"description": ""} for status in ("400", "401", "403", "404", "409", "422")}
ENDS = "Ends the session of the caller."


def _good(status: str) -> dict[str, Any]:
    return {status: {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}, **REFUSALS}


def _body(example: dict[str, str]) -> dict[str, Any]:
    schema = {"type": "object", "required": list(example), "properties": dict.fromkeys(example, TEXT)}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def document(out: str = ENDS) -> dict[str, Any]:
    number = {"name": "user_id", "in": "path", "required": True, "schema": {"type": "string"}}
    fresh = {"username": "fresh-one", "password": "fresh-secret"}
    change = {"current_password": "fresh-secret", "new_password": "other-secret"}
    login = {"username": "alice-01", "password": "alice-secret"}
    open_to_all: dict[str, Any] = {"security": []}
    return contract(
        {
            "/login": {"post": {**open_to_all, "requestBody": _body(login), "responses": _good("200")}},
            "/refresh": {
                "post": {**open_to_all, "requestBody": _body({"refresh_token": "x" * 9}), "responses": _good("200")}
            },
            "/logout": {"post": {"description": out, "responses": _good("204")}},
            "/password": {"post": {"requestBody": _body(change), "responses": _good("204")}},
            "/users": {"post": {"requestBody": _body(fresh), "responses": _good("201")}},
            "/users/{user_id}": {"parameters": [number], "get": {"responses": _good("200")}},
        }
    )


class Accounts:
    """Sessions with two tokens, and passwords that their owners change."""

    def __init__(self, *wrong: str) -> None:
        self.wrong = wrong
        self.passwords = {"alice-01": {"alice-secret"}}
        self.sessions = {"alice": "alice-01"}
        self.renewals: dict[str, str] = {}
        self.count = 0

    def entered(self, name: str) -> Answer:
        self.count += 1
        self.sessions[f"access-{self.count}"] = name
        self.renewals[f"refresh-{self.count}"] = name
        return 200, {"access_token": f"access-{self.count}", "refresh_token": f"refresh-{self.count}"}

    def __call__(self, asked: Asked) -> Answer:
        sent = asked.sent if isinstance(asked.sent, dict) else {}
        if asked.path == "/login":
            is_good = sent.get("password") in self.passwords.get(str(sent.get("username")), set())
            return self.entered(sent["username"]) if is_good else (401, None)
        if asked.path == "/refresh":
            name = self.renewals.pop(str(sent.get("refresh_token")), "")
            return self.entered(name) if name and "no-refresh" not in self.wrong else (401, None)
        who = self.sessions.get(asked.who, "")
        if not who:
            return 401, None
        if asked.path == "/logout":
            del self.sessions[asked.who]
            if "refresh" not in self.wrong:
                self.renewals.pop(asked.who.replace("access", "refresh"), None)
            return 204, None
        return self.managed(asked, sent, who)

    def managed(self, asked: Asked, sent: dict[str, Any], who: str) -> Answer:
        if asked.path == "/password":
            if sent.get("current_password") not in self.passwords[who] or not isinstance(sent.get("new_password"), str):
                return 422, None
            kept = self.passwords[who] if "password" in self.wrong else set()
            self.passwords[who] = kept if "unchanged" in self.wrong else {*kept, sent["new_password"]}
            return 204, None
        if asked.method == "POST":
            name, password = sent.get("username"), sent.get("password")
            if not isinstance(name, str) or not isinstance(password, str) or len(password) < 8 or len(name) < 8:
                return 422, None
            if name in self.passwords:
                return 409, None
            self.passwords[name] = {password}
            return 201, {"id": name, "username": name}
        name = asked.path.rpartition("/")[2]
        return (200, {"id": name, "username": name}) if name in self.passwords else (404, None)


def _told(api: Accounts, given: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    outcome = probe(given, api, only=ONLY, identities=(member("alice"),))
    return {(one.rule, one.operation, one.basis, one.confidence) for one in outcome.findings}


def test_a_refresh_token_that_outlives_the_log_out_is_found() -> None:
    expected = ("ended-session-renewed", "POST /refresh", "declared", "confirmed")
    assert _told(Accounts("refresh"), document()) == {expected}
    assert {one[2] for one in _told(Accounts("refresh"), document(out="Say goodbye."))} == {"inferred"}


def test_an_old_password_that_lets_in_still_is_found() -> None:
    assert _told(Accounts("password"), document()) == {
        ("old-password-accepted", "POST /password", "effect", "confirmed")
    }


@pytest.mark.parametrize("wrong", [(), ("refresh", "no-refresh"), ("password", "unchanged")])
def test_what_ends_or_never_began_is_not_blamed(wrong: tuple[str, ...]) -> None:
    assert _told(Accounts(*wrong), document()) == set()
