"""Gates that are walked around: headers that name somebody, and other spellings of a path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import NOBODY, Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.permissions.roles import kept_for, outsiders
from assay.probes.probe import Probe
from assay.probes.providing import content_of, succeeded
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

BELIEVED = Rule(
    name="header-believed",
    title="Headers that anybody may send say who the caller is",
    law="What a request says of its sender beside the credentials lets nobody in (CWE-290)",
    severity="critical",
    basis="effect",
    assumes="The base URL is where strangers reach the API: a gateway that sets such headers stands behind it, not "
    "before. Headers that the contract names are left alone. It is claimed where the same request is refused without "
    "them and answered with them.",
)
WALKED = Rule(
    name="gate-walked-around",
    title="Another spelling of a path is let in",
    law="Whoever is refused at a path is refused at each spelling of it that leads there (CWE-41)",
    severity="critical",
    basis="effect",
    assumes="Claimed where the path as it is declared is refused to the same caller, and the other spelling gives what "
    "those get who may. Most APIs answer 404, or redirect, and nothing is claimed.",
)
ENOUGH = 3
"""Reads of one kind of gate that stand for all."""


def cases(target: Target) -> Iterator[Case]:
    """A few reads that need no thing: nobody at what is guarded, and somebody at what is kept for another role."""
    asked: Counter[object] = Counter()
    for operation in target.operations:
        if operation.method != "GET" or "{" in operation.path or ends_the_caller(operation):
            continue
        roles, _ = kept_for(target, operation)
        nobody = (NOBODY,) if target.guarded(operation) else ()
        for stranger in (*nobody, *list(outsiders(target, roles) if roles else ())[:1]):
            way = (operation.security, stranger.role, roles if stranger.role else ())
            asked[way] += 1
            for rule in (BELIEVED, WALKED) if asked[way] <= ENOUGH else ():
                yield _case(operation, rule, stranger)


def _case(operation: Operation, rule: Rule, stranger: Identity) -> Case:
    how = "headers that name another" if rule is BELIEVED else "another spelling of the path"
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=f"{stranger.name} with {how}",
        where=stranger.role,
        stranger=stranger.name,
        sends=3,
        weight=79,
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """What somebody who may is told, what the stranger is refused, and what the stranger gets all the same."""
    operation = session.target.operation(case.operation)
    stranger = session.target.identity(case.stranger)
    insider = _insider(session, operation, stranger)
    draft = (yield from standing(session, operation, insider)) if insider is not None else None
    if draft is None or insider is None:
        return ()
    refused = yield from session.send(draft.call.as_(stranger))
    if refused.response is None or refused.response.status not in (401, 403):
        return ()
    call = draft.call.as_(stranger)
    tries = _named(call, insider) if case.rule == BELIEVED.name else _spelled(call)
    for attempt in tries:
        answer = yield from session.send(attempt)
        if succeeded(answer) and (yield from _is_the_same(session, draft.call, answer)):
            return (_found(session, case, attempt, (refused, answer)),)
    return ()


def _insider(session: Session, operation: Operation, stranger: Identity) -> Identity | None:
    """Somebody who may; of the stranger's tenant where there is one."""
    roles, _ = kept_for(session.target, operation)
    able = [one for one in session.able(operation.name) if not stranger.role or one.role in roles]
    return next((one for one in able if one.tenant == stranger.tenant), able[0] if able else None)


def _named(call: Call, insider: Identity) -> Iterator[Call]:
    """One request with all that may be believed."""
    role = insider.role or "admin"
    headers = dict.fromkeys(("X-Role", "X-User-Role", "X-Roles", "X-Forwarded-Roles"), role)
    headers |= dict.fromkeys(("X-Admin", "X-Is-Admin", "X-Internal", "X-Internal-Request"), "true")
    headers |= dict.fromkeys(("X-User", "X-Username", "X-User-Id", "X-Forwarded-User", "X-Remote-User"), insider.name)
    headers |= dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "X-Client-IP"), "127.0.0.1")
    declared = {one.name.lower() for one in call.operation.parameters} | {name.lower() for name in call.headers}
    shown = {name.lower() for name, _ in (*insider.headers, *call.identity.headers)}
    free = {name: text for name, text in headers.items() if name.lower() not in declared | shown}
    yield call.with_(headers={**call.headers, **free})


def _spelled(call: Call) -> Iterator[Call]:
    """The path with a slash behind it, and with its last part in capitals; it is no declared one any more."""
    path = call.operation.path.rstrip("/")
    before, _, last = path.rpartition("/")
    slash = path if call.operation.path.endswith("/") else f"{path}/"
    for other in dict.fromkeys((slash, f"{before}/{last.upper()}", f"{before}/{last.capitalize()}")):
        if other != call.operation.path and other:
            operation = msgspec.structs.replace(call.operation, path=other)
            yield call.with_(operation=operation, method=call.operation.method)


def _is_the_same(session: Session, good: Call, answer: Exchange) -> Program[bool]:
    """Whether those who may get an answer of the same kind: not a page that everybody gets, whatever the path."""
    control = yield from session.send(good)
    one, other = control.response, answer.response
    if not succeeded(control) or one is None or other is None or not one.body:
        return False
    if _kind(one.header("content-type")) != _kind(other.header("content-type")):
        return False
    shapes = _shape(content_of(control)), _shape(content_of(answer))
    return shapes[0] == shapes[1] if shapes[0] else one.body[:12] == other.body[:12]


def _shape(content: Any) -> frozenset[str]:
    """The names of what JSON tells: of an object, or of the first thing in a list; empty where it tells nothing."""
    first = content[0] if isinstance(content, list) and content else content
    return frozenset(first) if isinstance(first, dict) else frozenset()


def _kind(media: str | None) -> str:
    return (media or "").partition(";")[0].strip().lower()


def _found(session: Session, case: Case, attempt: Call, evidence: tuple[Exchange, ...]) -> Finding:
    rule = BELIEVED if case.rule == BELIEVED.name else WALKED
    status = evidence[0].response.status if evidence[0].response else 0
    how = "headers such as X-Role and X-Forwarded-User" if rule is BELIEVED else f"the path {attempt.operation.path}"
    message = f"Expected {case.stranger} to be refused with {how} as without, {status}; the request succeeded."
    return session.finding(rule, case, message, evidence)


PROBE = Probe(name="gates", rules=(BELIEVED, WALKED), cases=cases, run=run)
