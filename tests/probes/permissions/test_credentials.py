"""Credentials that are worth nothing must not open a guarded operation."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
import pytest

from assay.model.identity import Identity
from assay.probes.permissions.credentials import tampered, unsigned
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import ALICE, Answer, Asked, member, probe

CREDENTIALS = ("accepts-no-credentials", "accepts-*token", "accepts-*credentials", "accepts-wrong-scheme")


class OpenToAll(Notes):
    def known(self, asked: Asked) -> bool:
        return True

    def may_read(self, who: str, note: object) -> bool:
        return True


class TrustsAnyToken(Notes):
    def known(self, asked: Asked) -> bool:
        return bool(asked.who)


def test_a_list_that_is_open_to_all_is_found() -> None:
    assert "accepts-no-credentials" in probe(CONTRACT, OpenToAll(), only=CREDENTIALS).rules


def test_a_token_that_nobody_looks_at_is_found() -> None:
    outcome = probe(CONTRACT, TrustsAnyToken(), only=CREDENTIALS)
    assert "accepts-malformed-credentials" in outcome.rules
    assert "accepts-no-credentials" not in outcome.rules


def test_an_expired_token_is_tried_where_there_is_one() -> None:
    old = member("old", expired=True)
    assert (
        "accepts-expired-credentials"
        in probe(CONTRACT, TrustsAnyToken(), only=CREDENTIALS, identities=(ALICE, old)).rules
    )
    assert probe(CONTRACT, Notes(), only=CREDENTIALS, identities=(ALICE, old)).findings == ()


def test_what_the_contract_opens_to_all_is_not_blamed() -> None:
    assert probe({**CONTRACT, "security": []}, OpenToAll(), only=CREDENTIALS).findings == ()


class OfSessions(Notes):
    """A cookie says who calls: what it is worth, a test says."""

    sessions: Mapping[str, str] = MappingProxyType({"s-alice-77": "alice"})

    def __call__(self, asked: Asked) -> Answer:
        session = asked.headers.get("cookie", "").removeprefix("sid=")
        return super().__call__(msgspec.structs.replace(asked, who=self.sessions.get(session, "")))


class NamedSessions(OfSessions):
    sessions = MappingProxyType({"s-alice-77": "alice", "alice": "alice"})


def test_a_session_that_anybody_guesses_is_found() -> None:
    alice = Identity(name="alice", role="member", tenant="acme", cookies=(("sid", "s-alice-77"),))
    outcome = probe(CONTRACT, NamedSessions(), only=CREDENTIALS, identities=(alice,))
    assert outcome.rules == {"accepts-malformed-credentials"}
    assert {one.where for one in outcome.findings} == {"cookie sid"}
    assert probe(CONTRACT, OfSessions(), only=CREDENTIALS, identities=(alice,)).findings == ()


def _token(*parts: object) -> str:
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*texts, "c2lnbmF0dXJl"))


def test_a_signed_token_keeps_its_signature_and_changes_its_claims() -> None:
    token = _token({"alg": "HS256"}, {"sub": "alice"})
    changed = tampered(token)
    assert changed is not None
    assert changed != token
    assert changed.rpartition(".")[2] == token.rpartition(".")[2]


def test_an_unsigned_token_says_so_and_ends_in_nothing() -> None:
    found = unsigned(_token({"alg": "RS256"}, {"sub": "alice"}))
    assert len(set(found)) == 3
    assert all(one.endswith(".") and one.count(".") == 2 for one in found)


@pytest.mark.parametrize("token", ["", "opaque", "a.b.c", "..", "é.ü.x", "a" * 5000])
def test_any_token_is_read_over(token: str) -> None:
    assert unsigned(token) == ()
    assert tampered(token) != token or token == ""


class Signed(Notes):
    """Tokens that are signed, with a word before their signature."""

    def known(self, asked: Asked) -> bool:
        head, _, rest = asked.who.partition(".")
        claims, _, signature = rest.partition(".")
        return bool(claims) and " " not in head and self.is_signed(head, claims, signature)

    def is_signed(self, head: str, claims: str, signature: str) -> bool:
        return signature == _signature(head, claims)

    def subject(self, asked: Asked) -> str:
        try:
            part = asked.who.split(".")[1]
            return str(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["sub"])
        except (ValueError, LookupError):
            return ""

    def __call__(self, asked: Asked) -> Answer:
        if not self.known(asked):
            return 401, {"error": "who are you?"}
        inner = Notes()  # the same notes, for whom the token names
        inner.notes, inner.count = self.notes, self.count
        answer = inner(msgspec.structs.replace(asked, who=self.subject(asked)))
        self.count = inner.count
        return answer


class Unlooked(Signed):
    def is_signed(self, head: str, claims: str, signature: str) -> bool:
        return bool(signature)


class WhereThereIsOne(Signed):
    def is_signed(self, head: str, claims: str, signature: str) -> bool:
        return not signature or super().is_signed(head, claims, signature)


class BelievesNone(Signed):
    word = "none"

    def is_signed(self, head: str, claims: str, signature: str) -> bool:
        told = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        return told.get("alg") == self.word or super().is_signed(head, claims, signature)


class BelievesNoneInCapitals(BelievesNone):
    word = "None"


def _signature(head: str, claims: str) -> str:
    return hashlib.sha256(f"secret {head}.{claims}".encode()).hexdigest()


def _signed(name: str) -> Identity:
    head, claims, _ = _token({"alg": "HS256"}, {"sub": name}).split(".")
    return member(f"{head}.{claims}.{_signature(head, claims)}")


@pytest.mark.parametrize(
    ("api", "rules"),
    [
        (Signed, set()),
        (Unlooked, {"accepts-tampered-token"}),
        (WhereThereIsOne, {"accepts-unsigned-token"}),
        (BelievesNone, {"accepts-unsigned-token"}),
        (BelievesNoneInCapitals, {"accepts-unsigned-token"}),
    ],
)
def test_the_signature_of_a_token_is_looked_at(api: type[Signed], rules: set[str]) -> None:
    outcome = probe(CONTRACT, api(), only=CREDENTIALS, identities=(_signed("alice"), _signed("bob")))
    assert outcome.rules == rules
    assert "accepts-wrong-scheme" not in outcome.rules


class ByPrefix(Notes):
    """Looks at the beginning of a token only."""

    def known(self, asked: Asked) -> bool:
        return any(
            len(asked.who) > 5 and one.startswith(asked.who) for one in ("alice-secret-token", "bob-secret-token")
        )


class ByTheWhole(Notes):
    def known(self, asked: Asked) -> bool:
        return asked.who in ("alice-secret-token", "bob-secret-token")


def test_the_beginning_of_a_token_is_not_enough() -> None:
    people = (member("alice-secret-token"), member("bob-secret-token"))
    found = probe(CONTRACT, ByPrefix(), only=("accepts-malformed-credentials",), identities=people)
    assert found.rules == {"accepts-malformed-credentials"}
    assert probe(CONTRACT, ByTheWhole(), only=CREDENTIALS, identities=people).findings == ()
