"""A signed token that anybody can make: with a key that is guessed, empty, or named by the token itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.learning import ends_the_caller
from assay.probes.probe import Probe
from assay.probes.providing import Draft, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

FORGED = Rule(
    name="accepts-forged-token",
    title="A token that anybody can sign is let in",
    law="A guarded operation refuses a token whose key is guessed, empty, or told by the token (RFC 8725, 2.1 and 3.5)",
    severity="critical",
    basis="effect",
    assumes="Tokens are JSON Web Tokens. A server on loopback or inside this process may run with the key of a test: "
    "there none is guessed. The same token with a signature of zeros is refused: where it is not, nobody "
    "looks at signatures, which other rules tell.",
)
GUESSES = (
    "", "secret", "password", "changeme", "change-me", "change_me", "key", "test", "admin", "jwt", "token", "private",
    "default", "supersecret", "super-secret", "super_secret", "secretkey", "secret-key", "secret_key", "mysecret",
    "my-secret", "mysecretkey", "my-secret-key", "jwtsecret", "jwt-secret", "jwt_secret", "your-256-bit-secret",
    "your-secret-key", "your_secret_key", "your-secret", "qwerty", "123456", "development", "dev", "dev-secret",
)  # fmt: skip
"""What is in tutorials, in the examples of libraries, and on lists of weak keys."""
_HASHES = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
_OURS = b"assay"
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1", "app"})


def cases(target: Target) -> Iterator[Case]:
    """The first guarded read: one gate reads the tokens of all."""
    if not any(name.lower() == "authorization" for one in target.callers for name, _ in one.headers):
        return
    for operation in target.operations:
        if operation.method == "GET" and target.guarded(operation) and not ends_the_caller(operation):
            yield Case(
                probe=PROBE.name,
                rule=FORGED.name,
                operation=operation.name,
                what="a token that anybody can sign",
                where="header Authorization",
                sends=6,
                weight=84,
                tags=operation.tags,
            )
            return


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A token of zeros as its signature, which must be refused; then those that anybody can make."""
    draft = yield from standing(session, session.target.operation(case.operation))
    token = bearer(draft.call.identity) if draft is not None else ""
    parts = token.split(".")
    if draft is None or _head(token) is None:
        return ()
    zeros = ".".join((parts[0], parts[1], "A" * len(parts[2])))
    refused = yield from _sent(session, draft, zeros)
    if refused.response is None or refused.response.status not in (401, 403):
        return ()
    is_local = (urlsplit(session.target.base_url).hostname or "") in _LOCAL
    for why, forged in forgeries(token, guess=not is_local):
        exchange = yield from _sent(session, draft, forged)
        if succeeded(exchange) and exchange.response is not None:
            message = f"Expected a token that {why} to be refused; the answer was {exchange.response.status}."
            return (session.finding(FORGED, case, message, (refused, exchange)),)
    return ()


def _sent(session: Session, draft: Draft, token: str) -> Program[Exchange]:
    good = draft.call.identity
    headers = tuple(one for one in good.headers if one[0].lower() != "authorization")
    forged = msgspec.structs.replace(good, headers=(*headers, ("Authorization", f"Bearer {token}")))
    call = draft.call.with_(identity=forged)
    exchange = yield from session.send(call)
    spent(session, msgspec.structs.replace(draft, call=call), exchange)
    return exchange


def bearer(identity: Identity) -> str:
    """The bearer token that an identity shows; empty where it shows none."""
    for name, text in identity.headers:
        scheme, _, token = text.partition(" ")
        if name.lower() == "authorization" and scheme.lower() == "bearer":
            return token
    return ""


def forgeries(token: str, *, guess: bool = True) -> Iterator[tuple[str, str]]:
    """What is wrong with it, and a token with the same claims, from a signed one; none for a token of another kind."""
    head = _head(token)
    if head is None:
        return
    payload = token.split(".")[1]
    key = guessed(token) if guess else None
    if key is not None:
        told = f'is signed with the key "{key}"' if key else "is signed with an empty key"
        yield told, signed({**head, "typ": "JWT", "cty": "assay"}, payload, key.encode())
    yield "is signed with an empty key", signed({**head, "alg": "HS256"}, payload, b"")
    nowhere = "../../../../../../../../dev/null"
    yield "names an empty file as its key", signed({**head, "alg": "HS256", "kid": nowhere}, payload, b"")
    own = {"kty": "oct", "alg": "HS256", "k": _encoded(_OURS)}
    yield "brings its own key", signed({**head, "alg": "HS256", "jwk": own}, payload, _OURS)


def guessed(token: str) -> str | None:
    """The key that a token is signed with, where it is one of those that everybody tries; None where it is another."""
    head, parts = _head(token), token.split(".")
    name = _HASHES.get(str(head.get("alg"))) if head is not None else None
    if name is None:
        return None
    text = f"{parts[0]}.{parts[1]}".encode()
    mac = ((key, hmac.new(key.encode(), text, name).digest()) for key in GUESSES)
    return next((key for key, found in mac if _encoded(found) == parts[2]), None)


def signed(head: dict[str, object], payload: str, key: bytes) -> str:
    """A token of a head and an encoded payload, signed as the head says."""
    first = _encoded(json.dumps(head, separators=(",", ":")).encode())
    mac = hmac.new(key, f"{first}.{payload}".encode(), getattr(hashlib, _HASHES[str(head["alg"])]))
    return f"{first}.{payload}.{_encoded(mac.digest())}"


def _head(token: str) -> dict[str, object] | None:
    """The head of a signed token; None where it is a token of another kind."""
    parts = token.split(".")
    if len(parts) != 3 or not parts[2] or not token.isascii():
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "alg" in found else None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


PROBE = Probe(name="signing", rules=(FORGED,), cases=cases, run=run)
