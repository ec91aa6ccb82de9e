"""Good calls to change one thing of: about a thing that is in the state that the operation wants."""

from __future__ import annotations

import msgspec

from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.providing import Draft, ready, succeeded, thing_of
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.supplies import worn
from assay.probes.tenancy import lies_beyond
from assay.probes.unlocking import prepared


def standing(session: Session, operation: Operation, identity: Identity | None = None) -> Program[Draft | None]:
    """A call that should succeed, unsent; None where the operation never succeeded, or nothing can be made for it.

    Without an identity, it is that of the first caller for whom the operation succeeded. Things are used again until
    `spent` says that they cannot be.
    """
    able = session.able(operation.name)
    who = identity or (able[0] if able else None)
    if who is None or (operation.name, who.name) not in session.goods:
        return None
    resource = session.target.resources.of(operation)
    thing: Made | None = None
    if resource is not None and (needs_a_state(operation, resource) or session.before.get(operation.name)):
        thing = yield from _in_state(session, operation, who, resource)
        if thing is None:
            return None
    return (yield from ready(session, operation, who, variant=session.variants.get(operation.name, 0), thing=thing))


def needs_a_state(operation: Operation, resource: Resource) -> bool:
    """Whether an operation uses a thing up, or moves it on."""
    if operation is resource.remove:
        return True
    acts = operation in resource.below and operation.method not in ("GET", "HEAD")
    return acts and not lies_beyond(operation, resource)


def spent(session: Session, draft: Draft, exchange: Exchange, call: Call | None = None) -> None:
    """Remember that a call which was changed (to `call`) went through: what it was about is as it was no more."""
    call = call or draft.call
    if not succeeded(exchange):
        if exchange.response is not None and exchange.response.status == 409:
            worn(session, call)
        return
    draft = msgspec.structs.replace(draft, call=call)
    session.stands.pop((call.operation.name, call.identity.name), None)
    made = thing_of(session, draft, exchange)
    if made is not None:
        session.made.append(made)


def _in_state(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[Made | None]:
    key = (operation.name, identity.name)
    if key not in session.stands:
        owner = session.owners.get(key, identity)
        thing = yield from prepared(session, operation, owner, resource)
        if thing is None:
            return None
        session.stands[key] = thing
    return session.stands[key]
