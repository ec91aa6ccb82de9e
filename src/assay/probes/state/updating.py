"""Updates of a thing that should succeed: as many fields as there are, in the form that the method wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.providing import ready, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.state.things import Held, brought, lasting, read, resource_at, shown, singletons, updates_of
from assay.probes.state.values import Field, changes, writable
from assay.probes.target import Target

Ask = Callable[[Session, Case, Operation, Held], Program[tuple[Finding, ...]]]
LOGIN = frozenset({"email", "username", "user_name", "login", "phone"})
"""Fields of what is not ours that are left alone: somebody may log in by them."""


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """An update that succeeded: the thing before, what was sent, and its answer."""

    before: dict[str, Any]
    fields: tuple[Field, ...]
    call: Call
    exchange: Exchange


def updated(session: Session, operation: Operation, held: Held) -> Program[Update | None]:
    """Change as many fields as there are at once; where that is refused, one alone. None where nothing could be."""
    before = shown((yield from read(session, held.thing, held.who)), held.thing)
    fields = tuple(
        one for one in changes(session, operation, before) if not (held.lasting and one.name.lower() in LOGIN)
    )
    alone = [(one,) for one in fields[:4]] if len(fields) > 1 else []
    for chosen in ([fields] if fields else []) + alone:
        call = yield from changing(session, operation, held, before, {one.name: one.new for one in chosen})
        if call is None:
            return None
        exchange = yield from session.send(call)
        if succeeded(exchange):
            return Update(before=before, fields=tuple(chosen), call=call, exchange=exchange)
    return None


def changing(
    session: Session, operation: Operation, held: Held, now: dict[str, Any], new: dict[str, Any]
) -> Program[Call | None]:
    """The update that sends some fields: a PATCH these alone, a PUT all, the others as they are now."""
    draft = yield from ready(
        session, operation, held.who, variant=session.variants.get(operation.name, 0), thing=held.thing
    )
    if draft is None:
        return None
    if operation.method == "PATCH":
        return draft.call.with_(body=new)
    drafted = draft.call.body if isinstance(draft.call.body, dict) else {}
    base = {name: now[name] for name in writable(session.target, operation) if name in now and name in drafted}
    return draft.call.with_(body={**drafted, **base, **new})


def restore(session: Session, operation: Operation, held: Held, before: dict[str, Any]) -> Program[None]:
    """Give a thing that was there before us the values back that it had."""
    now = shown((yield from read(session, held.thing, held.who)), held.thing)
    fields = writable(session.target, operation)
    old = {name: before[name] for name in fields if name in before and before[name] != now.get(name)}
    call = (yield from changing(session, operation, held, now, old)) if old and now else None
    if call is not None:
        yield from session.send(call)


def all_updates(target: Target) -> Iterator[tuple[Operation, Resource]]:
    """Each update of a thing that can be read, by JSON, and the thing: one that can be made, or that is there."""
    for resource in (*target.resources.all, *singletons(target)):
        for operation in updates_of(resource) if resource.read is not None else ():
            media = operation.body.media if operation.body else ()
            if any("json" in one.type for one in media) and not ends_the_caller(operation):
                yield operation, resource


def asked(session: Session, case: Case, ask: Ask) -> Program[tuple[Finding, ...]]:
    """Ask on a new thing, in the name of somebody who may change it; `data` of the case is its item.

    What cannot be made (settings, the own account) is changed where it is, and gets its values back.
    """
    operation = session.target.operation(case.operation)
    resource = resource_at(session.target, case.data)
    if resource.create is not None:
        held = yield from brought(session, operation, resource)
        return () if held is None else (yield from ask(session, case, operation, held))
    held = yield from lasting(session, operation, resource)
    if held is None:
        return ()
    before = shown((yield from read(session, held.thing, held.who)), held.thing)
    found = yield from ask(session, case, operation, held)
    yield from restore(session, operation, held, before)
    return found
