"""Lays one fault on one call: the healthy request before it, the same one under it, and again when it is over."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.command import Calm, Disturb, Program, Sleep
from assay.model.dependency import Heard, Trouble
from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.effects import Watched, differences
from assay.probes.providing import Draft, content_of, noted, succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.resilience.link import Link
from assay.resilience.trial import Trial

LINGER = 0.05
PATIENCE = (0.2, 0.8, 2.0)
"""Seconds between the tries after a fault, where the first one fails."""
READS = frozenset({"GET", "HEAD"})
PENDING = ("fail", "error", "declin", "pending", "retry", "attempt", "reject", "unknown")
"""Words by which a thing says itself that something went wrong with it."""


def tried(session: Session, link: Link, trouble: Trouble) -> Program[Trial | None]:
    """One trial; None where no good call could be made."""
    operation = session.target.operation(link.operation)
    draft = yield from standing(session, operation, link.identity)
    if draft is None:
        return None
    draft = _keyed(session, draft)
    look = yield from _looked(session, draft)
    yield Calm()
    yield Disturb(dependency=link.dependency, call=link.call, trouble=trouble)
    exchange = yield from session.send(draft.call)
    yield Sleep(seconds=LINGER)
    heard: tuple[Heard, ...] = yield Calm()
    noted(session, draft, exchange)
    spent(session, draft, exchange)
    moved = (yield from look.moved()) if look is not None and not succeeded(exchange) else ()
    again = draft if _may_be_repeated(draft.call) else None
    after, heard_after, recovered = yield from _after(session, link, again)
    return Trial(
        link=link, trouble=trouble, exchange=exchange, heard=heard, moved=moved, after=after,
        repeated=again is not None, heard_after=heard_after, recovered=recovered,
    )  # fmt: skip


def _after(
    session: Session, link: Link, again: Draft | None
) -> Program[tuple[Exchange | None, tuple[Heard, ...], float | None]]:
    """The operation once more, and how long it took until it was well."""
    waited, exchange, heard = 0.0, None, ()
    for pause in (*PATIENCE, None):
        draft = again or (yield from standing(session, session.target.operation(link.operation), link.identity))
        if draft is not None:
            yield Calm()
            exchange = yield from session.send(draft.call)
            heard = yield Calm()
            noted(session, draft, exchange)
            spent(session, draft, exchange)
            if succeeded(exchange):
                return exchange, heard, waited
        if pause is not None:
            yield Sleep(seconds=pause)
            waited += pause
    return exchange, heard, None


def _keyed(session: Session, draft: Draft) -> Draft:
    """With an Idempotency-Key where the operation takes one, so that a client may send it again."""
    for one in draft.call.operation.parameters:
        if one.place == "header" and "idempotency" in one.name.lower() and one.name not in draft.call.headers:
            call = draft.call.with_(headers={**draft.call.headers, one.name: session.token()}, honest=True)
            return msgspec.structs.replace(draft, call=call)
    return draft


def _may_be_repeated(call: Call) -> bool:
    """Whether a client that got no good answer would send the very same again (RFC 9110, 9.2.2)."""
    return call.operation.method in READS or any("idempotency" in name.lower() for name in call.headers)


class _Look:
    """What a write may change, read before it and after it."""

    def __init__(self, session: Session, draft: Draft, watched: Watched | None, list_call: Call | None) -> None:
        self._session = session
        self._draft = draft
        self._watched = watched
        self._list = list_call
        self._before: Any = None
        self._noise: frozenset[str] = frozenset()

    def begin(self) -> Program[bool]:
        """Look twice, so that what moves by itself is known."""
        if self._watched is not None:
            return (yield from self._watched.begin())
        assert self._list is not None, "there is something to look at"
        first = yield from self._session.send(self._list)
        second = yield from self._session.send(self._list)
        self._before = content_of(second)
        self._noise = frozenset(differences(content_of(first), self._before))
        return succeeded(second) and self._before is not None

    def moved(self) -> Program[tuple[str, ...]]:
        """What is not as it was, and does not say that it failed."""
        if self._watched is not None:
            exchange = yield from self._watched.read()
            pointers = self._watched.moved(exchange) if succeeded(exchange) else frozenset({"(it is gone)"})
        else:
            assert self._list is not None, "there is something to look at"
            exchange = yield from self._session.send(self._list)
            pointers = frozenset(differences(self._before, content_of(exchange))) - self._noise
        content = content_of(exchange)
        return () if any(_says_so(content, pointer) for pointer in pointers) else tuple(sorted(pointers))


def _looked(session: Session, draft: Draft) -> Program[_Look | None]:
    """A look at what the call is about: the thing, or the list that a new one would be in; None where there is none."""
    operation = draft.call.operation
    if operation.method in READS:
        return None
    watched, list_call = None, None
    if draft.thing is not None and draft.thing.resource.read is not None:
        watched = Watched(session, draft.thing, draft.call.identity)
    else:
        resource = session.target.resources.made_by(operation)
        if resource is None or resource.list is None:
            return None
        list_call = session.goods.get((resource.list.name, draft.call.identity.name))
    if watched is None and list_call is None:
        return None
    look = _Look(session, draft, watched, list_call)
    return look if (yield from look.begin()) else None


def _says_so(content: Any, pointer: str) -> bool:
    value = content
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        value = value.get(key) if isinstance(value, dict) else _item(value, key)
    told = f"{pointer} {value}".lower()
    return any(word in told for word in PENDING)


def _item(value: Any, key: str) -> Any:
    return value[int(key)] if isinstance(value, list) and key.isdecimal() and int(key) < len(value) else None
