"""Operations that the contract keeps for some roles or scopes: everybody else is refused, and they are let in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.learning import ends_the_caller
from assay.probes.permissions.pairs import rank
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import singular
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

ROLE = Rule(
    name="role-unchecked",
    title="A role may do what the contract keeps for others",
    law="An operation that the contract keeps for some roles refuses all others (OWASP API5:2023)",
    severity="critical",
    basis="declared",
    assumes="The contract says in words whom an operation is for, with the names of roles that the identities have. "
    "A role that is mightier than one that is named may do the same.",
)
SCOPE = Rule(
    name="scope-unchecked",
    title="A token without the scope is let in",
    law="A token without the scopes that an operation names is refused (RFC 6750, 3.1)",
    severity="high",
    basis="declared",
    assumes="The scopes of an identity in assay.toml are those of its token. Where an operation takes credentials "
    "without scopes as well, a token that is refused wherever no scope is named is not one of these.",
)
REFUSED = Rule(
    name="role-refused",
    title="A role is refused what the contract gives it",
    law="Whoever the contract names as one that an operation is for is let in",
    severity="high",
    basis="declared",
    assumes="The contract says in words whom an operation is for. It is asked only of what lists or makes things at a "
    "path without variables, which names nobody's own, and claimed only where the same request succeeds for another "
    "one of the same tenant, and every caller of the named role there is answered 403. Tokens with scopes are not.",
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def kept_for(target: Target, operation: Operation) -> tuple[tuple[str, ...], str]:
    """The roles that the contract keeps an operation for, and the sentence that says so; nothing where it is silent.

    Only roles count that identities have. A tag's description speaks for its operations, unless they speak themselves.
    """
    roles = {one.role.lower(): one.role for one in target.identities if one.role}
    texts = [operation.summary, operation.description, *(target.contract.tags.get(tag, "") for tag in operation.tags)]
    for text in texts:
        for sentence in _SENTENCE.split(text):
            named = _named(sentence.lower(), roles)
            if named:
                return named, " ".join(sentence.split())[:300]
    return (), ""


def _named(sentence: str, roles: dict[str, str]) -> tuple[str, ...]:
    """The roles that a sentence keeps something for: `Admins only`, `only for managers`, `needs the role admin`."""
    words = [singular(word) for word in re.findall(r"[a-z][a-z_-]+", sentence)]
    named = tuple(roles[word] for word in dict.fromkeys(words) if word in roles)
    if not named:
        return ()
    spoken = "|".join(f"{re.escape(name.lower())}s?" for name in named)
    listed = rf"(?:{spoken})(?:(?:, | and | or |, and |, or )(?:{spoken}))*"
    ways = (
        rf"^\W*(?:for )?(?:the )?{listed}(?: alone)? only\b",
        rf"\bonly (?:for |by |to )?(?:the |an? )?{listed}\b",
        rf"\b(?:for|by|to) {listed} only\b",
        rf"^\W*(?:meant |reserved |kept )?for (?:the |an? )?{listed}\W*$",
        rf"\((?:for )?(?:the )?{listed} only\)",
        rf"\b(?:requires?|needs?)(?: the)?(?: role)?(?: of)?(?: an?)? `?{listed}`?\b",
        rf"^\W*(?:{spoken})(?:(?:, | and | or )(?:{spoken}))+ of the [a-z]+\s*(?:[;.:]|$)",
        rf"^\W*{listed} (?:may|can) \w+.*\b(?:nobody|no one) else\b",
    )
    return named if any(re.search(way, sentence) for way in ways) else ()


def cases(target: Target) -> Iterator[Case]:
    """Each operation that is kept for some, for one identity of each other role; and for tokens without its scopes."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        roles, _ = kept_for(target, operation)
        if roles:
            for outsider in outsiders(target, roles):
                yield _case(operation, ROLE, outsider, f"{outsider.name}, who is {outsider.role or 'without a role'}")
            for insider in _named_callers(target, operation, roles):
                yield _case(operation, REFUSED, insider, f"{insider.name}, who is {insider.role} as it is meant for")
        for outsider in _without_scopes(target, operation):
            yield _case(operation, SCOPE, outsider, f"{outsider.name}, whose token lacks the scope")


def outsiders(target: Target, roles: tuple[str, ...]) -> Iterator[Identity]:
    """One of each role that is not named, and is no mightier than those that are."""
    mightiest = min(rank(one) for one in target.callers if one.role in roles) if roles else 0
    seen: set[str] = set()
    for one in target.callers:
        if one.role not in roles and rank(one) > mightiest and one.role not in seen:
            seen.add(one.role)
            yield one


def _named_callers(target: Target, operation: Operation, roles: tuple[str, ...]) -> Iterator[Identity]:
    """One of each named role, where several roles or callers share the operation: one alone has no control."""
    if "{" in operation.path:
        return
    seen: set[str] = set()
    for one in target.callers:
        if one.role in roles and not one.scopes and one.role not in seen:
            seen.add(one.role)
            yield one


def _without_scopes(target: Target, operation: Operation) -> Iterator[Identity]:
    wanted = [set(scopes) for scopes in operation.scopes if scopes]
    if not wanted or target.public(operation):
        return
    for one in target.callers:
        if one.scopes and not any(scopes <= set(one.scopes) for scopes in wanted):
            yield one


def _case(operation: Operation, rule: Rule, outsider: Identity, what: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        stranger=outsider.name,
        weight=93,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Somebody whom the operation is for succeeds, and so does the outsider; or somebody whom it is for is refused."""
    operation = session.target.operation(case.operation)
    if case.rule == REFUSED.name:
        return (yield from _refused(case, session, operation))
    outsider = session.target.identity(case.stranger)
    rule = ROLE if case.rule == ROLE.name else SCOPE
    if rule is SCOPE and not all(operation.scopes) and not _lives_by_scopes(session, outsider):
        return ()
    insider = _insider(session, operation, outsider, rule)
    draft = yield from standing(session, operation, insider or outsider)
    if draft is None:
        return ()
    call = draft.call.as_(outsider)
    exchange = yield from session.send(call)
    spent(session, msgspec.structs.replace(draft, call=call), exchange)
    if not succeeded(exchange) or exchange.response is None:
        return ()
    return (session.finding(rule, case, _message(session, operation, case, rule), (exchange,)),)


def _refused(case: Case, session: Session, operation: Operation) -> Program[tuple[Finding, ...]]:
    """The request of somebody who is let in, in the names of all whom the contract names beside."""
    named = session.target.identity(case.stranger)
    peers = [one for one in session.target.callers if (one.role, one.tenant) == (named.role, named.tenant)]
    peers = [one for one in peers if not one.scopes]
    if any((operation.name, one.name) in session.goods for one in peers):
        return ()
    let_in = next((one for one in session.able(operation.name) if one.tenant == named.tenant), None)
    draft = (yield from standing(session, operation, let_in)) if let_in is not None else None
    if draft is None:
        return ()
    attempts = []
    for one in peers:
        call = draft.call.as_(one)
        attempts.append((yield from session.send(call)))
        spent(session, msgspec.structs.replace(draft, call=call), attempts[-1])
    control = (yield from standing(session, operation, let_in)) or draft
    good = yield from session.send(control.call)
    spent(session, control, good)
    if not succeeded(good) or not all(one.response is not None and one.response.status == 403 for one in attempts):
        return ()
    _, sentence = kept_for(session.target, operation)
    message = f'Expected {case.what}, to be let in; the answer is 403. The contract says: "{sentence}"'
    return (session.finding(REFUSED, case, message, (good, attempts[0])),)


def _lives_by_scopes(session: Session, outsider: Identity) -> bool:
    """Whether a token is refused by every operation that names no scope: other schemes of an operation are not its."""
    entries = [
        session.access.entry(one.name, outsider.name)
        for one in session.target.operations
        if session.target.guarded(one) and not any(one.scopes) and session.able(one.name)
    ]
    return bool(entries) and set(entries) == {"refused"}


def _insider(session: Session, operation: Operation, outsider: Identity, rule: Rule) -> Identity | None:
    """Somebody for whom it succeeded and is meant; of the outsider's tenant where there is one."""
    roles, _ = kept_for(session.target, operation)
    able = [one for one in session.able(operation.name) if one != outsider and (rule is SCOPE or one.role in roles)]
    return next((one for one in able if one.tenant == outsider.tenant), able[0] if able else None)


def _message(session: Session, operation: Operation, case: Case, rule: Rule) -> str:
    if rule is SCOPE:
        wanted = ", ".join(sorted({scope for scopes in operation.scopes for scope in scopes}))
        return f"Expected {case.stranger} to be refused without the scope {wanted}; the request succeeded."
    _, sentence = kept_for(session.target, operation)
    return f'Expected {case.what}, to be refused; the request succeeded. The contract says: "{sentence}"'


PROBE = Probe(name="roles", rules=(ROLE, SCOPE, REFUSED), cases=cases, run=run)
