"""The set-up of a run: every operation tried as it is meant, by everybody who may call; probes have controls then."""

from __future__ import annotations

from itertools import pairwise

from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.event import Cursor, ItemEnded, ItemRef, ItemStarted
from assay.model.identity import Identity
from assay.probes.providing import attempted, fresh, noted, ready, some, succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.unlocking import NOT_READY, acted, awaited, owners

ENDING = frozenset({"logout", "signout", "revoke", "deactivate", "disconnect"})
"""Words in a path of what ends the caller's own session."""
OWN = frozenset({"me", "self", "account", "profile", "session", "sessions", "current"})


def ends_the_caller(operation: Operation) -> bool:
    """Whether an operation may end the session or account of whoever calls it."""
    words = words_of(operation.path)
    joined = {"".join(pair) for pair in pairwise(words)}
    if ENDING & (set(words) | joined):
        return True
    last = operation.path.rstrip("/").rpartition("/")[2]
    return (operation.method == "DELETE" and last in OWN) or ("password" in words and "{" not in operation.path)


def learn(session: Session) -> Program[None]:
    """Try each operation for each caller, makers first and removals last. Removals are tried on new things."""
    for number, operation in enumerate(session.target.operations):
        if ends_the_caller(operation):
            continue
        item = ItemRef(id=f"learn-{number}", name=operation.name, path=("set-up",))
        cursor = Cursor(position=number, length=len(session.target.operations), ref=item.id)
        session.item = item
        yield ItemStarted(cursor=cursor, item=item)
        for identity in session.target.callers:
            yield from _tried(session, operation, identity)
        yield ItemEnded(cursor=cursor, item=item)


def _tried(session: Session, operation: Operation, identity: Identity) -> Program[None]:
    resource = session.target.resources.of(operation)
    if resource is None or (operation not in resource.below and operation is not resource.remove):
        yield from attempted(session, operation, identity)
    elif operation is resource.remove:
        yield from _removed(session, operation, identity, resource)
    elif operation.method in ("GET", "HEAD"):
        yield from _read(session, operation, identity, resource)
    else:
        yield from acted(session, operation, identity, resource)


def _read(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[None]:
    """A part of a thing, which may take its time."""
    if (yield from attempted(session, operation, identity)) is not None:
        return
    thing = yield from some(session, resource, identity)
    if thing is not None and session.status.get((operation.name, identity.name)) in NOT_READY:
        yield from awaited(session, operation, identity, thing)


def _removed(session: Session, operation: Operation, identity: Identity, resource: Resource) -> Program[None]:
    for owner in owners(session, identity):
        thing = yield from fresh(session, resource, owner)
        if thing is None:
            continue
        draft = yield from ready(session, operation, identity, thing=thing)
        if draft is None:
            return
        exchange = yield from session.send(draft.call)
        noted(session, draft, exchange)
        if succeeded(exchange):
            session.gone.add((resource.item, thing.id))
            session.owners[operation.name, identity.name] = owner
            return


def clean_up(session: Session) -> Program[tuple[str, ...]]:
    """Remove what was made, the newest first; returns what could not be removed."""
    left = []
    for thing in reversed(session.made):
        key = (thing.resource.item, thing.id)
        if key in session.gone:
            continue
        operation = thing.resource.remove
        if operation is None:
            left.append(f"{thing.resource.name} {thing.id}")
            continue
        draft = yield from ready(session, operation, thing.owner, thing=thing)
        exchange = (yield from session.send(draft.call)) if draft is not None else None
        status = exchange.response.status if exchange is not None and exchange.response else 0
        if 200 <= status < 300 or status in (404, 410):
            session.gone.add(key)
        else:
            left.append(f"{thing.resource.name} {thing.id}")
    return tuple(left)
