"""Updates of a thing that should succeed: as many fields as there are, in the form that the method wants."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.providing import ready, succeeded
from assay.probes.session import Session
from assay.probes.state.things import Held, read, shown
from assay.probes.state.values import Field, changes, writable

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
