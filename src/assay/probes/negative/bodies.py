"""Bodies that the contract forbids, one rule broken at a time: the answer must be a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.matching import Match
from assay.contract.requests import judge_request
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.jointly import is_settled
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.fields import Break, breaks
from assay.probes.negative.rules import RULES, rule_of
from assay.probes.negative.values import COERCED, Repeated, anew
from assay.probes.pointer import MISSING, at, put, tokens
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

_ELSEWHERE = frozenset({403, 409, 412, 423, 428})
"""Statuses that may say something of the thing instead of the body: they would hide what the body alone brings."""

_SIBLINGS = 4
"""Other numbers that are tried where one was taken as text."""


def cases(target: Target) -> Iterator[Case]:
    """Each keyword of each field of each body, forms as well."""
    for operation in target.operations:
        media = media_of(operation)
        if media is None or not is_structured(media.type) or ends_the_caller(operation):
            continue
        for one in breaks(media.schema, target.contract):
            yield _case(operation, one)


def is_structured(media: str) -> bool:
    """Whether a body of this type has fields."""
    return "json" in media or media.startswith(("multipart/form-data", "application/x-www-form-urlencoded"))


def _case(operation: Operation, one: Break) -> Case:
    name = ".".join(tokens(one.pointer)) or "the body"
    return Case(
        probe=PROBE.name,
        rule=rule_of(one.wrong.keyword).name,
        operation=operation.name,
        what=f"{name} {one.wrong.why}",
        where=one.pointer,
        weight=one.wrong.weight,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=one,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good body with one change, once more on another thing where it was refused for a reason of its own."""
    if (yield from is_settled(session, case, _with, _is_broken)):
        return ()
    for one in (case.data, _another(case.data, session)):
        exchange = yield from _sent(session, case, one)
        if exchange is None:
            return ()
        if exchange.response is None or exchange.response.status not in _ELSEWHERE:
            if one.wrong.why == COERCED and succeeded(exchange) and not (yield from _refused_elsewhere(session, case)):
                return ()
            return judged(session, rule_of(case.data.wrong.keyword), case, exchange)
    return ()


def _refused_elsewhere(session: Session, case: Case) -> Program[bool]:
    """Whether another number is refused that is written as text: else this API reads all numbers so, by design."""
    tried = 0
    for operation in session.target.operations:
        media = media_of(operation)
        if media is None or "json" not in media.type or ends_the_caller(operation) or not session.able(operation.name):
            continue
        for one in breaks(media.schema, session.target.contract):
            if one.wrong.why != COERCED or (operation.name, one.pointer) == (case.operation, case.where):
                continue
            exchange = yield from _sent(session, _case(operation, one), one)
            status = exchange.response.status if exchange is not None and exchange.response is not None else 0
            if 400 <= status < 500 and status not in _ELSEWHERE:
                return True
            tried += exchange is not None
            if tried == _SIBLINGS:
                return False
    return False


def _with(call: Call, case: Case) -> Call | None:
    body = changed(call.body, case.data) if call.media else msgspec.UNSET
    return None if body is msgspec.UNSET else call.with_(body=body)


def _is_broken(session: Session, call: Call, case: Case) -> bool:
    request = session.request(call)
    found = judge_request(
        session.target.contract, Match(operation=call.operation, values={}), request, session.target.validators
    )
    return any(not one.info and one.place == "body" and one.pointer == case.where for one in found)


def _another(one: Break, session: Session) -> Break:
    """The same with another wrong text: the first may be refused because it was taken once, and must be unique."""
    value = anew(one.wrong.value, session.token())
    return msgspec.structs.replace(one, wrong=msgspec.structs.replace(one.wrong, value=value))


def _sent(session: Session, case: Case, one: Break) -> Program[Exchange | None]:
    """Sent where the change is still a violation in what leaves; None where it is not."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None or not draft.call.media:
        return None
    body = changed(draft.call.body, one)
    if body is msgspec.UNSET:
        return None
    call = draft.call.with_(body=body)
    if not violates(session, call, case.where):
        return None
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if exchange.response is not None and exchange.response.status in _ELSEWHERE:
        session.stands.pop((operation.name, call.identity.name), None)
    return exchange


def judged(session: Session, rule: Rule, case: Case, exchange: Exchange) -> tuple[Finding, ...]:
    """A finding where what is forbidden was taken, or the server failed on it."""
    if not succeeded(exchange) or exchange.response is None:
        return crash(session, case, exchange)
    message = f"Expected a refusal because {case.what}; it was taken with {exchange.response.status}."
    return (session.finding(rule, case, message, (exchange,)),)


def changed(body: Any, one: Break) -> Any:
    """The body with the change; UNSET where there is no such place in it, and none can be made."""
    found = _changed(body, one)
    if found is msgspec.UNSET and one.frame is not None and isinstance(body, dict):
        return _changed(put(body, *one.frame), one)
    return found


def _changed(body: Any, one: Break) -> Any:
    keys = tokens(one.pointer)
    parent = "".join(f"/{key.replace('~', '~0').replace('/', '~1')}" for key in keys[:-1])
    inside = at(body, parent)
    if not isinstance(inside, dict | list):
        return msgspec.UNSET
    value = one.wrong.value
    if value is MISSING and not (isinstance(inside, dict) and keys[-1] in inside):
        return msgspec.UNSET
    if isinstance(value, Repeated):
        items = at(body, one.pointer)
        if not isinstance(items, list) or not items:
            return msgspec.UNSET
        value = list(value.items) or _numbered(items[0], value.count)
    return put(body, one.pointer, value)


def _numbered(item: Any, count: int) -> list[Any]:
    """So many items: the same one twice, more of them each another text, so that only their number is wrong."""
    if isinstance(item, str) and count > 2:
        return [f"{item[:8]}{number}" for number in range(count)]
    return [item] * count


def violates(session: Session, call: Call, pointer: str) -> bool:
    """Whether the request, as it leaves, breaks the contract at this place."""
    request = session.request(call)
    target = session.target
    match = Match(operation=call.operation, values={})
    found = judge_request(target.contract, match, request, target.validators)
    return any(not one.info and one.place == "body" and _same_place(one.pointer, pointer) for one in found)


def _same_place(told: str, pointer: str) -> bool:
    """A missing field may be told at the object that lacks it, a bad branch at its alternatives."""
    return told == pointer or pointer.startswith(f"{told}/") or told == ""


PROBE = Probe(name="negative-body", rules=tuple(RULES.values()), cases=cases, run=run)
