"""A token that anybody can sign is found, and a gate that looks at its signatures with a key of its own is not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import msgspec
import pytest

from assay.model.identity import Identity
from assay.probes.permissions.signing import GUESSES, forgeries, guessed, signed
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

KEY = b"k0-of-this-api-alone-4711"


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _token(key: bytes, who: str = "alice", **more: Any) -> str:
    return signed({"alg": "HS256", "typ": "JWT", **more}, _part({"sub": who}), key)


def _read(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Gate(Notes):
    """Looks at the signature with a key of its own, or with the one that `trusts` says."""

    def __init__(self, key: bytes = KEY, trusts: str = "") -> None:
        super().__init__()
        self.key, self.trusts = key, trusts

    def keys(self, head: dict[str, Any]) -> list[bytes]:
        if self.trusts == "jwk" and "jwk" in head:
            return [base64.urlsafe_b64decode(head["jwk"]["k"] + "==")]
        if self.trusts == "kid" and "/" in head.get("kid", ""):
            return [b""]
        return [self.key, *([b""] if self.trusts == "empty" else [])]

    def __call__(self, asked: Asked) -> Answer:
        parts, who = asked.who.split("."), ""
        if len(parts) == 3:
            text = f"{parts[0]}.{parts[1]}".encode()
            macs = [hmac.new(key, text, hashlib.sha256).digest() for key in self.keys(_read(parts[0]))]
            good = any(base64.urlsafe_b64encode(one).decode().rstrip("=") == parts[2] for one in macs)
            who = _read(parts[1])["sub"] if good or self.trusts == "all" else ""
        return super().__call__(msgspec.structs.replace(asked, who=who))


def _probed(gate: Gate) -> list[tuple[str, str, str]]:
    line = ("Authorization", f"Bearer {_token(gate.key)}")
    alice = Identity(name="alice", role="member", tenant="acme", headers=(line,))
    outcome = probe(CONTRACT, gate, only=("accepts-forged-token",), identities=(alice,))
    return [(one.rule, one.basis, one.confidence) for one in outcome.findings]


@pytest.mark.parametrize("gate", [Gate(b"secret"), Gate(trusts="empty"), Gate(trusts="kid"), Gate(trusts="jwk")])
def test_a_token_that_anybody_can_sign_is_found(gate: Gate) -> None:
    assert _probed(gate) == [("accepts-forged-token", "effect", "confirmed")]


@pytest.mark.parametrize("gate", [Gate(), Gate(trusts="all")])
def test_a_key_that_nobody_knows_is_not_blamed_nor_a_gate_that_looks_at_none(gate: Gate) -> None:
    assert _probed(gate) == []


def test_other_tokens_are_left_alone() -> None:
    for token in ("alice", "a.b.c", "a.b", _part({"sub": "x"}) + ".b.c", "é.b.c", ""):
        assert guessed(token) is None
        assert list(forgeries(token)) == []
    assert guessed(_token(KEY)) is None
    assert guessed(_token(b"changeme")) == "changeme"
    assert len(set(GUESSES)) == len(GUESSES)
