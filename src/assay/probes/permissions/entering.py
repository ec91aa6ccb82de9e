"""Ways into an API: its log-ins, what an answer of one gives to show from then on, and a read that shows who is in."""

from __future__ import annotations

from typing import Any

from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.identity import NOBODY, Identity
from assay.probes.call import Call
from assay.probes.learning import OWN, ends_the_caller
from assay.probes.providing import content_of, ready, succeeded
from assay.probes.resources import variables_of, words_of
from assay.probes.session import Session
from assay.probes.tenancy import names_a_tenant

TOKENS = ("accesstoken", "token", "authtoken", "sessiontoken", "jwt", "bearer", "idtoken", "bearertoken")
"""Names of what is shown as a bearer token from then on, the likeliest first."""
MOST_READERS = 4
"""Reads that are tried with new credentials."""


def entered(session: Session, call: Call) -> Program[Identity | None]:
    """Log in; who one is from then on, None where the answer is a refusal or gives nothing to show."""
    exchange = yield from session.send(call.with_())
    return credentials_of(exchange) if succeeded(exchange) else None


def credentials_of(exchange: Exchange) -> Identity | None:
    """A bearer token in the answer's JSON, else the cookies that it sets."""
    token = _token(content_of(exchange), 2)
    if token:
        return Identity(name="a new session", headers=(("Authorization", f"Bearer {token}"),))
    headers = exchange.response.headers if exchange.response else ()
    set_cookies = [one.value for one in headers if one.name.lower() == "set-cookie"]
    pairs = [text.partition(";")[0].partition("=") for text in set_cookies]
    cookies = tuple((name.strip(), value.strip()) for name, sign, value in pairs if sign and value.strip())
    return Identity(name="a new session", cookies=cookies) if cookies else None


def _token(content: Any, depth: int) -> str:
    if not isinstance(content, dict):
        return ""
    plain = {"".join(words_of(name)): value for name, value in content.items()}
    for name in TOKENS:
        if isinstance(value := plain.get(name), str) and value.isascii() and value.isprintable() and value:
            return value
    inner = (one for one in content.values() if isinstance(one, dict)) if depth else ()
    return next((found for one in inner if (found := _token(one, depth - 1))), "")


def reader_for(session: Session, who: Identity) -> Program[Call | None]:
    """A read that succeeds for somebody and is refused without credentials; None where none is known."""
    for operation in _readers(session)[:MOST_READERS]:
        draft = yield from ready(session, operation, who)
        if draft is None:
            continue
        call = draft.call.with_()
        if not succeeded((yield from session.send(call))):
            continue
        outside = yield from session.send(call.as_(NOBODY))
        if outside.response is not None and outside.response.status in (401, 403):
            return call
    return None


def _readers(session: Session) -> list[Operation]:
    """Guarded reads that need no thing but a tenant, those of the own account first."""
    found = [
        one
        for one in session.target.operations
        if one.method == "GET"
        and all(names_a_tenant(name) for name in variables_of(one.path))
        and session.target.guarded(one)
        and session.able(one.name)
        and not ends_the_caller(one)
    ]
    return sorted(found, key=lambda one: one.path.rstrip("/").rpartition("/")[2] not in OWN)
