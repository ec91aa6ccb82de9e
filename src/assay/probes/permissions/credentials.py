"""Credentials that are worth nothing: none, malformed, of another scheme, tampered with, unsigned, expired."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import NOBODY, Identity
from assay.model.rule import Rule
from assay.probes.learning import ends_the_caller
from assay.probes.log_ins import basic
from assay.probes.probe import Probe
from assay.probes.providing import Draft, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

_ASSUMES = (
    "An operation whose `security` names a scheme is not open to everybody. Where a contract forgets `security: []` "
    "for what is public, the contract is what has to be mended."
)


def _rule(kind: str, what: str) -> Rule:
    return Rule(
        name=f"accepts-{kind}",
        title=f"{what[0].upper()}{what[1:]} is let in",
        law=f"A guarded operation refuses {what} (RFC 9110, 15.5.2)",
        severity="critical",
        basis="declared",
        assumes=_ASSUMES,
    )


NONE = _rule("no-credentials", "a caller without credentials")
MALFORMED = _rule("malformed-credentials", "a malformed credential")
SCHEME = _rule("wrong-scheme", "a credential of another scheme")
TAMPERED = _rule("tampered-token", "a token that was tampered with")
UNSIGNED = _rule("unsigned-token", "a token without a signature")
EXPIRED = _rule("expired-credentials", "an expired credential")
RULES = (NONE, MALFORMED, SCHEME, TAMPERED, UNSIGNED, EXPIRED)
ENOUGH = 3
"""Operations of one kind of security, among reads and among writes, that stand for all in what one gate decides."""
_WEIGHTS = {NONE: 92, TAMPERED: 84, UNSIGNED: 83, EXPIRED: 85, MALFORMED: 60, SCHEME: 55}


def cases(target: Target) -> Iterator[Case]:
    """Each forgery for each guarded operation; those of tokens only where somebody shows one."""
    tokens = any(_token(one) for one in target.callers) or any(_is_to_be_fetched(one) for one in target.callers)
    expired = [one for one in target.identities if one.expired]
    asked: Counter[object] = Counter()
    for operation in target.operations:
        if not target.guarded(operation) or ends_the_caller(operation):
            continue
        way = (operation.security, operation.method in ("GET", "HEAD"))
        asked[way] += 1
        yield _case(operation, NONE)
        for rule in (TAMPERED, *((MALFORMED, SCHEME, UNSIGNED) if asked[way] <= ENOUGH else ())) if tokens else ():
            yield _case(operation, rule)
        for one in _keyed(target) if asked[way] <= ENOUGH else ():
            yield _case(operation, MALFORMED, one.name, where=_place(one))
        for one in _named(target) if asked[way] == 1 else ():  # few wrong passwords: they may lock an account
            yield _case(operation, MALFORMED, one.name, where="header Authorization")
        for one in expired:
            yield _case(operation, EXPIRED, one.name, where="" if one is expired[0] else one.name)


def _keyed(target: Target) -> Iterator[Identity]:
    """One of those who show a cookie, and one who shows a key."""
    yield from [one for one in target.callers if one.cookies and not one.headers][:1]
    yield from [one for one in target.callers if _key(one)][:1]


def _named(target: Target) -> Iterator[Identity]:
    """One of those who show a name and a password."""
    yield from [one for one in target.callers if basic(one) is not None][:1]


def _case(operation: Operation, rule: Rule, stranger: str = "", where: str = "") -> Case:
    what = rule.law.partition("refuses ")[2].partition(" (")[0]
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=f"{what}, that of {stranger}," if stranger else what,
        where=where,
        stranger=stranger,
        weight=_WEIGHTS[rule],
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A request that is known to be good, in the name of nobody who may send it."""
    operation = session.target.operation(case.operation)
    rule = next(one for one in RULES if one.name == case.rule)
    keyed = session.target.identity(case.stranger) if rule is MALFORMED and case.stranger else None
    draft = yield from standing(session, operation, keyed)
    exchange = (yield from _let_in(session, case, rule, draft)) if draft is not None else None
    if exchange is None or exchange.response is None or not (yield from _control(session, case, keyed)):
        return ()
    message = f"Expected {case.what} to be refused with 401; the answer was {exchange.response.status}."
    return (session.finding(rule, case, message, (exchange,)),)


def _let_in(session: Session, case: Case, rule: Rule, draft: Draft) -> Program[Exchange | None]:
    """The answer to the first forgery that is let in; None where none is."""
    for forged in forgeries(rule, draft.call.identity, session.target.identity(case.stranger)):
        call = draft.call.with_(identity=forged)
        exchange = yield from session.send(call)
        spent(session, msgspec.structs.replace(draft, call=call), exchange)
        if succeeded(exchange):
            return exchange
    return None


def _control(session: Session, case: Case, keyed: Identity | None) -> Program[bool]:
    """Whether the operation still succeeds for those who may: it does not answer everybody alike."""
    draft = yield from standing(session, session.target.operation(case.operation), keyed)
    if draft is None:
        return False
    exchange = yield from session.send(draft.call)
    spent(session, draft, exchange)
    return succeeded(exchange)


def forgeries(rule: Rule, good: Identity, named: Identity) -> tuple[Identity, ...]:
    """Identities whose credentials are worth nothing; none where the good ones are of another kind.

    `named` is whom the case names: who expired, or who shows a cookie or key.
    """
    if rule is NONE:
        return (NOBODY,)
    if rule is EXPIRED:
        return (named,)
    token = _token(good)
    if rule is MALFORMED and (known := basic(good)) is not None:
        wrong = base64.b64encode(f"{known[0]}:not-the-password".encode()).decode()
        return (_showing(good, f"Basic {wrong}"),) if named.name == good.name else ()
    if token is None:
        return (_guessed(good), _shortened(good)) if rule is MALFORMED and named.name == good.name else ()
    if rule is MALFORMED:
        begun = () if token.count(".") == 2 else (_showing(good, f"Bearer {shortened(token)}"),)
        return (_showing(good, "Bearer not-a-token"), *begun)
    if rule is SCHEME:
        return (_showing(good, f"Basic {token}"),)
    changed = (tampered(token),) if rule is TAMPERED else unsigned(token)
    return tuple(_showing(good, f"Bearer {one}") for one in changed if one is not None)


def _guessed(good: Identity) -> Identity:
    """With its own name in the place of each cookie and key: what anybody would guess."""
    key = _key(good)
    return msgspec.structs.replace(
        good,
        cookies=tuple((name, good.name) for name, _ in good.cookies),
        headers=tuple((name, good.name if name == key else text) for name, text in good.headers),
    )


def _shortened(good: Identity) -> Identity:
    """With the beginning of each cookie and key: servers have compared just that."""
    key = _key(good)
    return msgspec.structs.replace(
        good,
        cookies=tuple((name, shortened(text)) for name, text in good.cookies),
        headers=tuple((name, shortened(text) if name == key else text) for name, text in good.headers),
    )


def shortened(secret: str) -> str:
    """The first three quarters of a secret."""
    return secret[: len(secret) * 3 // 4]


def _place(identity: Identity) -> str:
    return f"cookie {identity.cookies[0][0]}" if identity.cookies else f"header {_key(identity)}"


def _key(identity: Identity) -> str:
    """The header that holds a key; empty where there is none."""
    found = (name for name, _ in identity.headers if name.lower() not in ("authorization", "cookie"))
    return next(found, "")


def _showing(good: Identity, authorization: str) -> Identity:
    others = tuple(line for line in good.headers if line[0].lower() != "authorization")
    return msgspec.structs.replace(good, headers=(*others, ("Authorization", authorization)))


def _token(identity: Identity) -> str | None:
    for name, text in identity.headers:
        scheme, _, token = text.partition(" ")
        if name.lower() == "authorization" and scheme.lower() == "bearer":
            return token
    return None


def _is_to_be_fetched(identity: Identity) -> bool:
    return any(name.lower() == "authorization" for name, _ in identity.headers)


def tampered(token: str) -> str | None:
    """A signed token with another subject, and the signature that it had; an opaque one with one character changed."""
    parts = token.split(".")
    if len(parts) != 3:
        middle = len(token) // 2
        return token[:middle] + ("a" if token[middle] != "a" else "b") + token[middle + 1 :] if token else None
    claims = _decoded(parts[1])
    if claims is None:
        return None
    return ".".join((parts[0], _encoded({**claims, "role": "admin", "admin": True}), parts[2]))


def unsigned(token: str) -> tuple[str, ...]:
    """A signed token that says, in two spellings, that it needs no signature (RFC 7519, 6), and one that lost its own.

    None for a token of another kind.
    """
    parts = token.split(".")
    head = _decoded(parts[0]) if len(parts) == 3 else None
    if head is None:
        return ()
    heads = (*(_encoded({**head, "alg": word}) for word in ("none", "None")), parts[0])
    return tuple(f"{one}.{parts[1]}." for one in heads)


def _decoded(part: str) -> dict[str, object] | None:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _encoded(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


PROBE = Probe(name="credentials", rules=RULES, cases=cases, run=run)
