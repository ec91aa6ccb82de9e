"""Names and passwords that callers show with each request are good for a log-in; what cannot be read is none."""

from __future__ import annotations

import base64
import copy
from typing import Any

import pytest

from assay.model.identity import Identity
from assay.probes.log_ins import basic
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

ONLY = ("accepts-wrong-password",)


def _coded(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def _shown(line: str) -> Identity:
    return Identity(name="alice", role="member", tenant="acme", headers=(("Authorization", line),))


def _document() -> dict[str, Any]:
    texts = {"type": "object", "required": ["user", "password"],
             "properties": {"user": {"type": "string"}, "password": {"type": "string"}}}  # fmt: skip
    document = copy.deepcopy(CONTRACT)
    document["paths"]["/session"] = {
        "post": {
            "security": [],
            "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": texts}}},
            "responses": {"201": {"description": ""}, "401": {"description": ""}},
        }
    }
    return document


class ByName(Notes):
    """Takes basic credentials everywhere, and gives a session for them."""

    def __init__(self, *, looks: bool) -> None:
        super().__init__()
        self.looks = looks

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/session":
            is_good = b"user=alice" in asked.body and (not self.looks or b"password=pw-1%3Ax" in asked.body)
            return (201, {"sid": "s-1"}) if is_good else (401, None)
        is_alice = asked.headers.get("authorization") == _coded("alice:pw-1:x")
        return super().__call__(Asked(**{**_fields(asked), "who": "alice" if is_alice else ""}))


def _fields(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__struct_fields__}


@pytest.mark.parametrize(("looks", "rules"), [(False, {"accepts-wrong-password"}), (True, set())])
def test_a_log_in_is_probed_with_the_credentials_of_a_caller(looks: bool, rules: set[str]) -> None:
    alice = _shown(_coded("alice:pw-1:x"))
    outcome = probe(_document(), ByName(looks=looks), only=ONLY, identities=(alice,))
    assert outcome.rules == rules
    assert "POST /session" in {one for one, _ in outcome.session.goods}


@pytest.mark.parametrize("line", ["Basic", "Basic !!", "Basic /w==", "Bearer YTpi", _coded("alice"), _coded(":pw"), ""])
def test_what_is_no_name_with_a_password_is_not_read(line: str) -> None:
    assert basic(_shown(line)) is None
    assert basic(_shown(_coded("alice:a:b"))) == ("alice", "a:b")
