"""A log-in that takes any password is found; a right one, and a registration, are not blamed."""

from __future__ import annotations

import pytest

from tests.probes.probing import Answer, Api, Asked, contract, probe

BODY = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {"username": {"type": "string"}, "password": {"type": "string"}},
}
GOOD = {"username": "alice", "password": "right"}


def _document(path: str) -> dict[str, object]:
    body = {"required": True, "content": {"application/json": {"schema": BODY, "example": GOOD}}}
    answers = {status: {"description": ""} for status in ("200", "400", "401", "405", "415")}
    return contract({path: {"post": {"security": [], "requestBody": body, "responses": answers}}})


def careless(asked: Asked) -> Answer:
    return (200, {"token": "t"}) if isinstance(asked.sent, dict) else (400, {"error": "no"})


def careful(asked: Asked) -> Answer:
    return (200, {"token": "t"}) if asked.sent == GOOD else (401, {"error": "no"})


def polite(asked: Asked) -> Answer:
    return 200, {"token": "t"} if asked.sent == GOOD else {"error": "no"}


def test_any_password_is_found() -> None:
    assert probe(_document("/auth/login"), careless, only=("accepts-wrong-password",)).rules == {
        "accepts-wrong-password"
    }


@pytest.mark.parametrize(
    ("path", "api"), [("/auth/login", careful), ("/auth/login", polite), ("/auth/register", careless)]
)
def test_nothing_is_found(path: str, api: Api) -> None:
    assert probe(_document(path), api, only=("accepts-wrong-password",)).findings == ()


def _trading(description: str) -> dict[str, object]:
    schema = {"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}}}
    document = _document("/auth/login")
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    answers = {status: {"description": ""} for status in ("200", "400", "401", "405", "415")}
    trade = {"security": [], "description": description, "requestBody": body, "responses": answers}
    document["paths"]["/auth/trade"] = {"post": trade}  # type: ignore[index]
    return document


class Traded:
    """Tokens for log-ins, and others for them; `times` that each is taken."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.left: dict[str, int] = {}

    def __call__(self, asked: Asked) -> Answer:
        sent = asked.sent if isinstance(asked.sent, dict) else {}
        if asked.path == "/auth/trade" and self.left.get(str(sent.get("token")), 0) < 1:
            return 401, {"error": "no"}
        if asked.path == "/auth/trade":
            self.left[sent["token"]] -= 1
        elif sent != GOOD:
            return 401, {"error": "no"}
        token = f"token-{len(self.left)}"
        self.left[token] = self.times
        return 200, {"token": token}


@pytest.mark.parametrize(
    ("description", "times", "found"),
    [
        ("A token works once.", 2, {"token-reused"}),
        ("A token works once.", 1, set()),
        ("A token for a token.", 2, set()),
    ],
)
def test_a_token_that_works_once_is_used_twice(description: str, times: int, found: set[str]) -> None:
    assert probe(_trading(description), Traded(times), only=("token-reused",)).rules == found


SAME = "An unknown user and a wrong password answer the same 401."


def _apart(status: int, text: str) -> Api:
    def answer(asked: Asked) -> Answer:
        sent = asked.sent if isinstance(asked.sent, dict) else {}
        if sent == GOOD:
            return 200, {"token": "t"}
        return (401, {"error": "no"}) if sent.get("username") == "alice" else (status, {"error": text})

    return answer


@pytest.mark.parametrize(
    ("description", "status", "text", "bases"),
    [
        (SAME, 404, "no", ["declared"]),
        (SAME, 401, "no such user", ["declared"]),
        ("", 404, "no", ["inferred"]),
        ("", 401, "no such user", []),
        (SAME, 401, "no", []),
        (SAME, 429, "slowly", []),
    ],
)
def test_a_log_in_that_tells_which_users_there_are(description: str, status: int, text: str, bases: list[str]) -> None:
    document = _document("/auth/login")
    document["paths"]["/auth/login"]["post"]["description"] = description  # type: ignore[index]
    outcome = probe(document, _apart(status, text), only=("accounts-told-apart",))
    assert [one.basis for one in outcome.findings] == bases
