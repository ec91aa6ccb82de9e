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
