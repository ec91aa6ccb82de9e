"""Requests at one moment never succeed more often than one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.pointer import at, put
from assay.probes.probe import Probe
from assay.probes.providing import noted, ready, succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.state.making import again, field_of, good, made_by
from assay.probes.state.prose import declares, says
from assay.probes.state.things import refused, resource_at
from assay.probes.state.transitions import actions_of
from assay.probes.state.unique import ONCE, unique_fields
from assay.probes.state.values import writable
from assay.probes.target import Target
from assay.probes.teaching import scalars
from assay.probes.unlocking import prepared

_ASSUMES = (
    "The same requests are sent one after the other first, to an equal new thing: where all of them succeed, or none, "
    "nothing is claimed. Only what is refused one after the other, and succeeds at one moment, is."
)
ACTION = Rule(
    name="action-raced",
    title="At one moment, an action succeeds more often than it may",
    law="Requests at one moment have the effect of some order of them",
    severity="high",
    basis="effect",
    assumes=_ASSUMES,
)
SUPPLY = Rule(
    name="supply-raced",
    title="At one moment, more is taken than there is",
    law="Requests at one moment take no more than there is",
    severity="high",
    basis="effect",
    assumes=f"{_ASSUMES} What a thing has of something stands in a number of the body that makes it (stock, seats, …).",
)
UNIQUE = Rule(
    name="unique-raced",
    title="At one moment, what may be there once is made twice",
    law="What is unique stays so when it is made at one moment",
    severity="high",
    basis="effect",
    assumes=_ASSUMES,
)
SUPPLIES = frozenset(
    {"stock", "quantity", "capacity", "seats", "uses", "limit", "available", "availability", "inventory", "count",
     "remaining", "slots", "places", "copies", "redemptions", "tickets", "units", "balance"}
)  # fmt: skip
ROUNDS = 3
"""How often it is tried: a race may be missed."""
MOST = 5
"""Requests at one moment."""
Bring = Callable[[], Program[tuple[Call, ...]]]


def cases(target: Target) -> Iterator[Case]:
    """Actions that are refused some time, creations that use something up, and creations of what is unique."""
    for resource in target.resources.all:
        if resource.create is None:
            continue
        for operation in actions_of(target, resource):
            if declares(operation, "409", "423") or says(operation, *ONCE):
                yield _case(operation, ACTION, "at one moment", resource.item)
    for operation in target.operations:
        if target.resources.made_by(operation) is None or operation.method != "POST":
            continue
        for resource in _used_up(target, operation):
            yield _case(operation, SUPPLY, f"the last of a {resource.name}, at one moment", resource.item)
        yield from _unique(target, operation)


def _unique(target: Target, operation: Operation) -> Iterator[Case]:
    for field in unique_fields(operation, tuple(writable(target, operation))):
        yield _case(operation, UNIQUE, f"the same {field} at one moment", "", f"/{field}")
    if says(operation, *ONCE):
        yield _case(operation, UNIQUE, "the same at one moment", "")


def _case(operation: Operation, rule: Rule, what: str, item: str, where: str = "") -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where=where or item.rpartition("/")[0] if rule is SUPPLY else where,
        sends=16,
        weight=63,
        writes=True,
        tags=operation.tags,
        data=item,
    )


def supplies(target: Target, resource: Resource) -> tuple[str, ...]:
    """The numbers of a creation's body that say how much there is of something."""
    fields = writable(target, resource.create) if resource.create else {}
    whole = [name for name, schema in fields.items() if schema.get("type") in ("integer", ["integer", "null"])]
    return tuple(name for name in whole if SUPPLIES & set(words_of(name)))


def _used_up(target: Target, operation: Operation) -> Iterator[Resource]:
    """Things with a supply that a creation names in its path or body."""
    if not declares(operation, "409", "410", "422"):
        return
    own = target.resources.made_by(operation)
    for resource in target.resources.all:
        if resource is own or resource.create is None or not supplies(target, resource):
            continue
        if resource.item in operation.path or _names(target, operation, resource):
            yield resource


def _names(target: Target, operation: Operation, resource: Resource) -> bool:
    fields = writable(target, operation)
    inner = [name for one in fields.values() for name in one.get("items", {}).get("properties", {})]
    return any(target.resources.named(name) is resource and len(words_of(name)) > 1 for name in (*fields, *inner))


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """One after the other first; then at one moment, on new things."""
    operation = session.target.operation(case.operation)
    if not session.able(operation.name):
        return ()
    rule = next(one for one in PROBE.rules if one.name == case.rule)
    bring = {ACTION.name: _acting, SUPPLY.name: _taking, UNIQUE.name: _making}[case.rule]
    return (yield from _compared(session, case, rule, lambda: bring(session, case, operation)))


def _compared(session: Session, case: Case, rule: Rule, bring: Bring) -> Program[tuple[Finding, ...]]:
    calls = yield from bring()
    if len(calls) < 2:
        return ()
    series = yield from _one_by_one(session, calls)
    possible = sum(map(succeeded, series))
    if not 0 < possible < len(calls) or not all(succeeded(one) or refused(one) for one in series):
        return ()
    for _ in range(ROUNDS):
        calls = yield from bring()
        exchanges = yield from session.together(calls)
        for call, exchange in zip(calls, exchanges, strict=True):
            made_by(session, call, exchange)
        got = [one for one in exchanges if succeeded(one)]
        if len(got) > possible:
            message = (
                f"Expected at most {possible} of {len(calls)} requests at one moment to succeed, as one after the "
                f"other; {len(got)} did."
            )
            return (session.finding(rule, case, message, tuple(got)),)
    return ()


def _one_by_one(session: Session, calls: tuple[Call, ...]) -> Program[list[Exchange]]:
    exchanges = []
    for call in calls:
        exchange = yield from session.send(call)
        made_by(session, call, exchange)
        exchanges.append(exchange)
    return exchanges


def _acting(session: Session, case: Case, operation: Operation) -> Program[tuple[Call, ...]]:
    """An action on one new thing: three times by one caller, and by the others of the tenant who can."""
    resource = resource_at(session.target, case.data)
    able = session.able(operation.name)
    owner = session.owners.get((operation.name, able[0].name), able[0])
    if supplies(session.target, resource):
        thing = yield from scarce(session, resource, owner)
    else:
        thing = yield from prepared(session, operation, owner, resource)
    if thing is None:
        return ()
    first = owner if owner in able else able[0]
    others = [one for one in able if one.tenant == first.tenant and one.name != first.name]
    return (yield from _calls(session, operation, (first, first, first, *others)[:MOST], thing))


def _calls(session: Session, operation: Operation, who: tuple[Identity, ...], thing: Made) -> Program[tuple[Call, ...]]:
    calls = []
    for one in who:
        draft = yield from ready(session, operation, one, variant=_variant(session, operation), thing=thing)
        if draft is not None:
            calls.append(draft.call.with_())
    return tuple(calls)


def _variant(session: Session, operation: Operation) -> int:
    return session.variants.get(operation.name, 0)


def scarce(session: Session, resource: Resource, owner: Identity) -> Program[Made | None]:
    """A new thing with as little of everything as its schema allows, but one."""
    for maker in (owner, *(session.able(resource.create.name) if resource.create else ())):
        if resource.create is None or maker.tenant != owner.tenant:
            continue
        draft = yield from ready(session, resource.create, maker, variant=_variant(session, resource.create))
        if draft is None or not isinstance(draft.call.body, dict):
            return None
        fields = writable(session.target, resource.create)
        least = {name: max(1, fields[name].get("minimum", 1)) for name in supplies(session.target, resource)}
        call = draft.call.with_(body={**draft.call.body, **least}, honest=True)
        exchange = yield from session.send(call)
        if succeeded(exchange):
            made = noted(session, msgspec.structs.replace(draft, call=call), exchange)
            if made is not None:
                session.pool[resource.item, maker.name].remove(made)
            return made
    return None


def _taking(session: Session, case: Case, operation: Operation) -> Program[tuple[Call, ...]]:
    """Creations that each take the only one of a new thing."""
    resource = resource_at(session.target, case.data)
    who = session.able(operation.name)[0]
    thing = yield from scarce(session, resource, who)
    if thing is None:
        return ()
    named = thing if resource.item in operation.path else None
    calls = []
    for _ in range(3):
        draft = yield from ready(session, operation, who, variant=_variant(session, operation), thing=named)
        call = draft.call if draft is not None else None
        if call is not None and named is None:
            call = _naming(session, call, resource, thing)
        if call is None:
            return ()
        calls.append(call.with_())
    return tuple(calls)


def _naming(session: Session, call: Call, resource: Resource, thing: Made) -> Call | None:
    """The call with the thing in the place of the one that its body names; None where it names none."""
    for pointer, value in scalars(call.body):
        name = next((part for part in reversed(pointer.split("/")) if part and not part.isdigit()), "")
        if session.target.resources.named(name) is resource and len(words_of(name)) > 1:
            real = thing.path[resource.parameter]
            body = put(call.body, pointer, real if isinstance(real, type(value)) else type(value)(real))
            return call.with_(body=_one_each(body, pointer))
    return None


def _one_each(body: Any, pointer: str) -> Any:
    """With a quantity of one beside the reference."""
    beside = pointer.rpartition("/")[0]
    fields = at(body, beside)
    for name, value in fields.items() if isinstance(fields, dict) else ():
        if type(value) is int and words_of(name)[-1:] in (["quantity"], ["count"], ["amount"], ["qty"], ["units"]):
            body = put(body, f"{beside}/{name}", 1)
    return body


def _making(session: Session, case: Case, operation: Operation) -> Program[tuple[Call, ...]]:
    """Creations that agree in what is unique."""
    who = session.able(operation.name)[0]
    first = yield from good(session, operation, who)
    if first is None:
        return ()
    calls = [first.with_()]
    for _ in range(2):
        call = yield from again(session, operation, who, first, field_of(case))
        if call is not None:
            calls.append(call)
    return tuple(calls)


PROBE = Probe(name="races", rules=(ACTION, SUPPLY, UNIQUE), cases=cases, run=run)
