"""Actions that a new thing is not ready for yet: others on it are tried first, and what takes time is awaited."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.bodies import VARIANTS
from assay.probes.echoing import echoed, echoes
from assay.probes.objects import Made
from assay.probes.providing import Draft, fresh, noted, ready, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between looks at what is not ready yet."""
NOT_READY = frozenset({202, 409, 423, 425, 503})
REFUSED = frozenset({401, 403, 404})
"""Statuses after which a thing is as it was, and that no other state of it would change, unless a part is read."""
MALFORMED = frozenset({400, 409, 422})
"""Statuses after which another body is worth trying."""
MOST_WAYS = 6
"""Other actions that are tried before one."""
MOST_OWNERS = 3
"""Callers whose things one acts on until it succeeds."""
MOST_FAILURES = 2
"""Callers for whom every way to make an action possible is tried in vain."""


def acted(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[Draft | None]:
    """An action on a new thing, sent; the call that succeeded, or None.

    The thing is the identity's own where it can make one, else that of another caller of its tenant.
    """
    status = 0
    for owner in owners(session, identity)[:MOST_OWNERS]:
        for before in _ways(session, operation, resource):
            thing = yield from brought(session, resource, owner, before)
            if thing is None:
                break
            draft = yield from _tried(session, operation, identity, thing)
            if draft is not None:
                session.before[operation.name] = before
                session.owners[operation.name, identity.name] = owner
                return draft
            status = session.status.get((operation.name, identity.name), 0)
            if status in REFUSED:
                keep(session, thing, owner, before)
            if status in REFUSED and not (status == 404 and operation.method == "GET"):
                break
        if status == 401 or (status == 403 and owner is identity):
            return None
    session.in_vain[operation.name] += status not in REFUSED
    return None


def owners(session: Session, identity: Identity) -> tuple[Identity, ...]:
    """Who might make what an identity acts on: itself, then the others of its tenant."""
    others = [one for one in session.target.callers if one.name != identity.name and one.tenant == identity.tenant]
    return (identity, *others)


def prepared(session: Session, operation: Operation, owner: Identity, resource: Resource) -> Program[Made | None]:
    """A new thing on which the operation is known to be possible."""
    return (yield from brought(session, resource, owner, session.before.get(operation.name, ())))


def returned(session: Session, operation: Operation, thing: Made) -> None:
    """Remember that what was prepared for an operation is as it was: the operation was refused."""
    keep(session, thing, thing.owner, session.before.get(operation.name, ()))


def brought(
    session: Session, resource: Resource, owner: Identity, before: tuple[str, ...] = ()
) -> Program[Made | None]:
    """A thing of the owner to which nothing but some actions was done: one that was kept, else a new one."""
    kept = session.spare.pop((resource.item, owner.name, before), None)
    if kept is not None and (resource.item, kept.id) not in session.gone:
        return kept
    return (yield from _prepared(session, resource, owner, before))


def keep(session: Session, thing: Made, owner: Identity, before: tuple[str, ...] = ()) -> None:
    """Keep a thing with which nothing was done after all."""
    session.spare[thing.resource.item, owner.name, before] = thing


def awaited(session: Session, operation: Operation, identity: Identity, thing: Made) -> Program[Draft | None]:
    """A read below a thing, until it succeeds or has taken too long (3 s in all)."""
    for pause in (*PAUSES, None):
        draft = yield from _tried(session, operation, identity, thing)
        if draft is not None or pause is None:
            return draft
        yield Sleep(seconds=pause)
    return None


def _tried(session: Session, operation: Operation, identity: Identity, thing: Made) -> Program[Draft | None]:
    draft: Draft | None = None
    known = session.variants.get(operation.name)
    for variant in (known,) if known is not None else range(VARIANTS):
        draft = yield from ready(session, operation, identity, variant=variant, thing=thing)
        if draft is None:
            return None
        exchange = yield from session.send(draft.call)
        noted(session, draft, exchange)
        if succeeded(exchange):
            session.variants.setdefault(operation.name, variant)
            return draft
        if _status(exchange) not in MALFORMED or not draft.call.media:
            return None
        if variant == 0 and operation.name not in session.echoes:
            found = yield from _echoed(session, draft, thing)
            if found is not None:
                return found
    return None


def _echoed(session: Session, draft: Draft, thing: Made) -> Program[Draft | None]:
    """The same with a value in its body that the thing says, each in turn."""
    if session.in_vain[draft.call.operation.name] >= MOST_FAILURES:
        return None
    for echo in echoes(draft.call.body, thing.content):
        again = yield from ready(session, draft.call.operation, draft.call.identity, thing=thing)
        if again is None:
            return None
        call = again.call.with_(body=echoed(again.call.body, thing.content, echo), honest=True)
        exchange = yield from session.send(call)
        if succeeded(exchange):
            session.echoes[call.operation.name] = echo
            session.variants.setdefault(call.operation.name, 0)
            found = Draft(call=call, canaries=again.canaries, thing=thing)
            noted(session, found, exchange)
            return found
        if _status(exchange) not in MALFORMED:
            return None
    return None


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


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
    """What to do before: what is known to help, nothing, what the collection did, then each other possible action."""
    if operation.name in session.before:
        return (session.before[operation.name],)
    if session.in_vain[operation.name] >= MOST_FAILURES:
        return ((),)
    taught = [one.before for one in session.taught.get(operation.name, ()) if one.before]
    cleaned = [tuple(name for name in names if name != operation.name) for names in taught]
    ways = ((), *cleaned, *_others(session, operation, resource))
    return tuple(dict.fromkeys(ways))[: MOST_WAYS + 1]


def _others(session: Session, operation: Operation, resource: Resource) -> Iterator[tuple[str, ...]]:
    """Other actions on the same kind of thing; before a read, only what writes at its own path."""
    for one in session.target.resources.all_below(resource):
        is_use = one.path == operation.path or operation.method not in ("GET", "HEAD")
        if one is not operation and one.method not in ("GET", "DELETE") and is_use and session.able(one.name):
            yield (one.name,)
