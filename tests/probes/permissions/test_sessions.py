"""What was ended is let in no more: sessions after a log-out, and accounts after they were disabled or removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ADA, ALICE, Answer, Asked, contract, probe

CREDENTIALS = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {
        "username": {"type": "string", "maxLength": 60},
        "password": {"type": "string", "minLength": 8, "maxLength": 60},
    },
}
EXAMPLE = {"username": "alice", "password": "alice-secret"}
USER = {"type": "object", "properties": {"id": {"type": "string"}, "username": {"type": "string"}}}
REFUSALS = {status: {"description": ""} for status in ("401", "403", "404", "405", "409", "415", "422")}
ENDS = "Ends the session of the caller."
DISABLES = "Ends the user's sessions and refuses further logins."


def _good(status: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {status: {"description": "", **content}, **REFUSALS}


def _body(example: dict[str, str]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": CREDENTIALS, "example": example}}}


def document(out: str = ENDS, disables: str = DISABLES) -> dict[str, Any]:
    number = {"name": "user_id", "in": "path", "required": True, "schema": {"type": "string"}}
    fresh = {"username": "fresh", "password": "fresh-secret"}
    return contract(
        {
            "/login": {
                "post": {
                    "security": [],
                    "requestBody": _body(EXAMPLE),
                    "responses": _good("200", {"type": "object"}),
                }
            },
            "/logout": {"post": {"description": out, "responses": _good("204")}},
            "/me": {"get": {"responses": _good("200", USER)}},
            "/users": {"post": {"requestBody": _body(fresh), "responses": _good("201", USER)}},
            "/users/{user_id}": {
                "parameters": [number],
                "get": {"responses": _good("200", USER)},
                "delete": {"responses": _good("204")},
            },
            "/users/{user_id}/disable": {
                "parameters": [number],
                "post": {"description": disables, "responses": _good("200", USER)},
            },
        }
    )


class Accounts:
    """Accounts, of which admins make, disable and remove others; sessions, as tokens or as cookies."""

    def __init__(self, *wrong: str, cookies: bool = False) -> None:
        self.wrong = wrong
        self.cookies = cookies
        self.passwords = {"alice": "alice-secret", "ada": "ada-secret"}
        self.sessions = {"alice": "alice", "ada": "ada"}
        self.disabled: set[str] = set()

    def __call__(self, asked: Asked) -> Answer:
        sent = asked.sent if isinstance(asked.sent, dict) else {}
        if asked.path == "/login":
            return self.entered(str(sent.get("username")), str(sent.get("password")))
        token = asked.headers.get("cookie", "").partition("=")[2] if self.cookies and not asked.who else asked.who
        who = self.sessions.get(token, "")
        if not who:
            return 401, {"error": "who are you?"}
        if asked.path == "/logout":
            if "log-out" not in self.wrong:
                self.sessions.pop(token)
            return 204, None
        if asked.path == "/me":
            return 200, {"id": who, "username": who}
        if who != "ada":
            return 403, {"error": "not for you"}
        return self.managed(asked, sent)

    def entered(self, name: str, password: str) -> Answer:
        if self.passwords.get(name) != password or (name in self.disabled and "log-in" not in self.wrong):
            return 401, {"error": "no"}
        token = f"token-{len(self.sessions)}"
        self.sessions[token] = name
        if self.cookies:
            return 200, {"name": name}, {"Set-Cookie": f"sid={token}; HttpOnly"}
        return 200, {"token": token}

    def managed(self, asked: Asked, sent: dict[str, Any]) -> Answer:
        if asked.path == "/users" and asked.method == "POST":
            name, password = sent.get("username"), sent.get("password")
            if not isinstance(name, str) or not isinstance(password, str) or not name or len(password) < 8:
                return 422, {"error": "not like this"}
            if name in self.passwords:
                return 409, {"error": "taken"}
            self.passwords[name] = password
            return 201, {"id": name, "username": name}
        found = asked.match("/users/{user_id}") or asked.match("/users/{user_id}/disable")
        name = found["user_id"] if found else ""
        if name not in self.passwords:
            return 404, {"error": "no such user"}
        if asked.method == "GET":
            return 200, {"id": name, "username": name}
        if asked.method == "DELETE":
            del self.passwords[name]
        self.disabled.add(name)
        if "session" not in self.wrong:
            self.sessions = {token: one for token, one in self.sessions.items() if one != name}
        return (204, None) if asked.method == "DELETE" else (200, {"id": name, "username": name})


ONLY = ("ended-*",)


def told(api: Accounts, given: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    outcome = probe(given, api, only=ONLY, identities=(ALICE, ADA))
    assert {one.confidence for one in outcome.findings} <= {"confirmed"}
    return {(one.rule, one.operation, one.where, one.basis) for one in outcome.findings}


@pytest.mark.parametrize("cookies", [False, True])
def test_a_session_that_survives_its_log_out_is_found(cookies: bool) -> None:
    found = told(Accounts("log-out", cookies=cookies), document())
    assert found == {("ended-session-accepted", "POST /logout", "", "declared")}
    silent = told(Accounts("log-out", cookies=cookies), document(out="Say goodbye."))
    assert silent == {("ended-session-accepted", "POST /logout", "", "inferred")}


def test_a_disabled_user_who_logs_in_is_found() -> None:
    found = told(Accounts("log-in"), document())
    assert found == {("ended-account-accepted", "POST /users/{user_id}/disable", "log-in", "effect")}


def test_a_disabled_user_who_goes_on_is_found_and_only_inferred_without_a_word() -> None:
    found = told(Accounts("session"), document())
    assert ("ended-account-accepted", "POST /users/{user_id}/disable", "session", "declared") in found
    silent = told(Accounts("session"), document(disables="Disable a user."))
    assert {basis for *_, basis in silent} == {"inferred"}


@pytest.mark.parametrize("cookies", [False, True])
def test_what_ends_is_not_blamed(cookies: bool) -> None:
    assert told(Accounts(cookies=cookies), document()) == set()


def test_who_never_logged_in_says_nothing() -> None:
    api = Accounts("log-in", "log-out", "session")
    api.passwords["alice"] = "another secret"
    assert told(api, document()) == set()
