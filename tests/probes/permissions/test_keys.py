"""A key that lives on after its removal is found; what is called a key and opens nothing is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.identity import Identity
from tests.probes.probing import ALICE, Answer, Asked, contract, probe

KEY = {"type": "object", "properties": {"id": {"type": "string"}, "secret": {"type": "string"}}}
NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 60}}}
ROBOT = Identity(name="robot", role="member", tenant="acme", headers=(("X-Api-Key", "first-key"),))


def _answers(status: str, schema: dict[str, Any] | None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {status: {"description": "", **content}, **{one: {"description": ""} for one in ("401", "404", "422")}}


NUMBER = [{"name": "key_id", "in": "path", "required": True, "schema": {"type": "string"}}]
CONTRACT = contract(
    {
        "/me": {"get": {"responses": _answers("200", {"type": "object"})}},
        "/keys": {
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": NAMED}}},
                "responses": _answers("201", KEY),
            }
        },
        "/keys/{key_id}": {"parameters": NUMBER, "delete": {"responses": _answers("204", None)}},
    }
)


class Keys:
    """Keys that open the API, in a header or as bearer tokens."""

    def __init__(self, *, lives_on: bool = False, opens: bool = True) -> None:
        self.lives_on = lives_on
        self.opens = opens
        self.keys = {"0": "first-key", "1": "alice"}
        self.removed: list[str] = []

    def __call__(self, asked: Asked) -> Answer:
        shown = asked.headers.get("x-api-key") or asked.who
        if shown not in (*self.keys.values(), *self.removed):
            return 401, {"error": "who are you?"}
        if asked.path == "/me":
            return 200, {"name": "me"}
        if asked.path == "/keys" and asked.method == "POST":
            if not isinstance(asked.sent, dict) or not isinstance(asked.sent.get("name"), str):
                return 422, {"error": "not like this"}
            number = str(len(self.keys) + len(self.removed))
            self.keys[number] = f"secret-{number}"
            return 201, {"id": number, "secret": f"secret-{number}" if self.opens else "a secret of another kind"}
        number = asked.path.rpartition("/")[2]
        if asked.method != "DELETE" or number not in self.keys:
            return 404, {"error": "nothing"}
        secret = self.keys.pop(number)
        if self.lives_on:
            self.removed.append(secret)
        return 204, None


@pytest.mark.parametrize("who", [ALICE, ROBOT])
def test_a_key_that_lives_on_is_found(who: Identity) -> None:
    outcome = probe(CONTRACT, Keys(lives_on=True), only=("removed-key-accepted",), identities=(who,))
    assert [(one.operation, one.basis, one.confidence) for one in outcome.findings] == [
        ("DELETE /keys/{key_id}", "effect", "confirmed")
    ]


@pytest.mark.parametrize("api", [Keys(), Keys(lives_on=True, opens=False)])
def test_what_ends_or_opens_nothing_is_not_blamed(api: Keys) -> None:
    assert probe(CONTRACT, api, only=("removed-key-accepted",), identities=(ALICE, ROBOT)).findings == ()
