"""Creations that a probe sends itself: a good call, the same again, and what an answer tells to have been made."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation, Parameter
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.providing import Draft, ready, succeeded, thing_of
from assay.probes.session import Session
from assay.probes.supplies import worn

KEYS = frozenset({"idempotencykey", "xidempotencykey", "idempotentkey", "xrequestkey"})
Begin = Callable[[Session, Operation, Identity], Program[Call | None]]


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A creation that succeeded."""

    call: Call
    exchange: Exchange
    made: Made


def key_of(operation: Operation) -> Parameter | None:
    """The header that names a request, so that it can be sent again."""
    named = ((one, one.name.lower().replace("-", "").replace("_", "")) for one in operation.parameters)
    return next((one for one, name in named if one.place == "header" and name in KEYS), None)


def made_by(session: Session, call: Call, exchange: Exchange) -> Made | None:
    """The thing that an answer tells of, remembered so that it is removed in the end."""
    if not succeeded(exchange):
        return None
    made = thing_of(session, Draft(call=call), exchange)
    if made is not None and all(one.id != made.id or one.resource != made.resource for one in session.made):
        session.made.append(made)
    return made


def good(session: Session, operation: Operation, who: Identity) -> Program[Call | None]:
    """A call that makes a thing, unsent."""
    draft = yield from ready(session, operation, who, variant=session.variants.get(operation.name, 0))
    return None if draft is None else draft.call


def begun(session: Session, operation: Operation, who: Identity, begin: Begin = good) -> Program[Begun | None]:
    """A creation, sent; with other things where those that its body names are used up. None where it makes nothing."""
    for _ in range(2):
        call = yield from begin(session, operation, who)
        if call is None:
            return None
        exchange = yield from session.send(call)
        made = made_by(session, call, exchange)
        if made is not None:
            return Begun(call=call, exchange=exchange, made=made)
        if exchange.response is None or exchange.response.status != 409 or not worn(session, call):
            return None
    return None


def again(session: Session, operation: Operation, who: Identity, first: Call, field: str) -> Program[Call | None]:
    """A second creation: the whole as it was, or another one with the value of one field."""
    key = key_of(operation)
    call: Call | None = first.with_()
    if field:
        fresh = yield from good(session, operation, who)
        call = _with_field(fresh, first, field) if fresh is not None else None
    if call is None or key is None or key.name not in call.headers:
        return call
    return call.with_header(key.name, session.token())


def _with_field(fresh: Call, first: Call, field: str) -> Call | None:
    if not isinstance(fresh.body, dict) or not isinstance(first.body, dict) or field not in first.body:
        return None
    return fresh.with_(body={**fresh.body, field: first.body[field]}, path=first.path)


def field_of(case: Case) -> str:
    """The field that a case is about; empty where it is the whole."""
    return case.where.lstrip("/").replace("~1", "/").replace("~0", "~")
