"""What a write may change, read before it and after it: a write that failed has changed nothing."""

from __future__ import annotations

from typing import Any

from assay.model.command import Program
from assay.probes.call import Call
from assay.probes.effects import Watched, differences
from assay.probes.providing import Draft, content_of, succeeded
from assay.probes.session import Session

READS = frozenset({"GET", "HEAD"})
PENDING = ("fail", "error", "declin", "pending", "retry", "attempt", "reject", "unknown")
"""Words by which a thing says itself that something went wrong with it."""
KEPT = ("version", "revision", "etag", "updated", "modified", "changed", "touched", "sequence", "last", "seen")
"""Words in the names of fields by which an API keeps count of its own."""


class Look:
    """Before, and after."""

    def __init__(self, session: Session, watched: Watched | None, list_call: Call | None, usual: str) -> None:
        """`usual` is what the operation answers when nothing is wrong, in lower case."""
        self._session = session
        self._watched = watched
        self._list = list_call
        self._usual = usual
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
            if not succeeded(exchange):
                return ()
            pointers = frozenset(differences(self._before, content_of(exchange))) - self._noise
        content = content_of(exchange)
        told = [one for one in pointers if not _is_kept(one)]
        return () if any(self._says_so(content, pointer) for pointer in told) else tuple(sorted(told))

    def _says_so(self, content: Any, pointer: str) -> bool:
        """Whether it says of itself that it went wrong, in a word that it does not say when nothing is wrong."""
        value = content
        for key in pointer.split("/")[1:]:
            key = key.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if isinstance(value, dict) else _item(value, key)
        told = f"{pointer} {value}".lower()
        return any(word in told and word not in self._usual for word in PENDING)


def looked(session: Session, draft: Draft, usual: str) -> Program[Look | None]:
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
    look = Look(session, watched, list_call, usual.lower())
    return look if (yield from look.begin()) else None


def _is_kept(pointer: str) -> bool:
    name = pointer.rpartition("/")[2].lower()
    return any(word in name for word in KEPT)


def _item(value: Any, key: str) -> Any:
    return value[int(key)] if isinstance(value, list) and key.isdecimal() and int(key) < len(value) else None
