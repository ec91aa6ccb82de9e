"""Actions that a new thing is not ready for yet: others on it are tried first, and what takes time is awaited."""

from __future__ import annotations

from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.identity import Identity
from assay.probes.objects import Made
from assay.probes.providing import Draft, fresh, noted, ready, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between looks at what is not ready yet."""
NOT_READY = frozenset({202, 409, 423, 425, 503})
MOST_WAYS = 6
"""Other actions that are tried before one."""


def acted(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[Draft | None]:
    """An action on a new thing, sent; the call that succeeded, or None.

    The thing is the identity's own where it can make one, else that of another caller of its tenant.
    """
    for owner in owners(session, identity):
        for before in _ways(session, operation, resource):
            thing = yield from _prepared(session, resource, owner, before)
            if thing is None:
                break
            draft = yield from _tried(session, operation, identity, thing)
            if draft is not None:
                session.before[operation.name] = before
                session.owners[operation.name, identity.name] = owner
                return draft
            if owner is identity and session.status.get((operation.name, identity.name)) in (401, 403):
                return None
    return None


def owners(session: Session, identity: Identity) -> tuple[Identity, ...]:
    """Who might make what an identity acts on: itself, then the others of its tenant."""
    others = [one for one in session.target.callers if one.name != identity.name and one.tenant == identity.tenant]
    return (identity, *others)


def prepared(session: Session, operation: Operation, owner: Identity, resource: Resource) -> Program[Made | None]:
    """A new thing on which the operation is known to be possible."""
    return (yield from _prepared(session, resource, owner, session.before.get(operation.name, ())))


def awaited(session: Session, operation: Operation, identity: Identity, thing: Made) -> Program[Draft | None]:
    """A read below a thing, until it succeeds or has taken too long (3 s in all)."""
    for pause in (*PAUSES, None):
        draft = yield from _tried(session, operation, identity, thing)
        if draft is not None or pause is None:
            return draft
        yield Sleep(seconds=pause)
    return None


def _tried(session: Session, operation: Operation, identity: Identity, thing: Made) -> Program[Draft | None]:
    for variant in range(2):
        draft = yield from ready(session, operation, identity, variant=variant, thing=thing)
        if draft is None:
            return None
        exchange = yield from session.send(draft.call)
        noted(session, draft, exchange)
        if succeeded(exchange):
            return draft
        status = exchange.response.status if exchange.response else 0
        if status not in (400, 422) or not draft.call.media:
            return None
    return None


def _prepared(session: Session, resource: Resource, owner: Identity, before: tuple[str, ...]) -> Program[Made | None]:
    thing = yield from fresh(session, resource, owner)
    if thing is None:
        return None
    for name in before:
        for identity in (owner, *session.able(name)):
            draft = yield from _tried(session, session.target.operation(name), identity, thing)
            if draft is not None:
                break
    return thing


def _ways(session: Session, operation: Operation, resource: Resource) -> tuple[tuple[str, ...], ...]:
    """What to do before: what the collection did, nothing, then each other action that is known to be possible."""
    taught = [one.before for one in session.taught.get(operation.name, ()) if one.before]
    cleaned = [tuple(name for name in names if name != operation.name) for names in taught]
    same = [one.name for one in session.target.resources.all_below(resource) if one is not operation]
    others = [(name,) for name in same if session.able(name) and session.target.operation(name).method != "GET"]
    ways = ((), *cleaned, *others)
    return tuple(dict.fromkeys(ways))[: MOST_WAYS + 1]
