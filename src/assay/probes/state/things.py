"""New things to be changed, each with somebody who may change it, and what a read shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from assay.contract.comparison.volatile import is_volatile
from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.identity import Identity
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.providing import content_of, found, fresh, renewed, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.target import Target

PAUSES = (0.1, 0.2, 0.4, 0.4)
"""Seconds between reads of what may show late: an API may be eventually consistent."""
_ENVELOPES = ("data", "result", "item", "payload", "content")


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A thing, and who works on it."""

    thing: Made
    who: Identity
    lasting: bool = False
    """Whether it was there before us, and is there afterwards."""


def resource_at(target: Target, item: str) -> Resource:
    """The resource of an item path, or of a path with only one thing. Raises StopIteration where there is none."""
    return next(one for one in (*target.resources.all, *singletons(target)) if one.item == item)


def singletons(target: Target) -> Iterator[Resource]:
    """What there is one of: `/settings`, `/me`. It is read and changed at one path that ends in no variable."""
    methods: dict[str, dict[str, Operation]] = {}
    for operation in target.contract.operations:
        if not operation.path.rstrip("/").endswith("}"):
            methods.setdefault(operation.path, {})[operation.method] = operation
    for path, own in methods.items():
        if "GET" in own and "POST" not in own and ("PUT" in own or "PATCH" in own):
            name = path.rstrip("/").rpartition("/")[2]
            yield Resource(
                name=name, item=path, parameter="", read=own["GET"], replace=own.get("PUT"), patch=own.get("PATCH")
            )


def lasting(session: Session, operation: Operation, resource: Resource) -> Program[Held | None]:
    """A thing that cannot be made and is there, and somebody for whom the operation is known to succeed on it."""
    for who in session.able(operation.name)[:3]:
        path = session.goods[operation.name, who.name].path
        thing: Made | None = Made(resource=resource, owner=who, path=path)
        if resource.parameter:
            thing = yield from found(session, resource, who)
        if thing is not None and succeeded((yield from read(session, thing, who))):
            return Held(thing=thing, who=who, lasting=True)
    return None


def updates_of(resource: Resource) -> Iterator[Operation]:
    """What changes a thing that is there; a PUT to an id that the client chooses is among them."""
    yield from resource.changes
    if resource.create is not None and resource.create.method == "PUT":
        yield resource.create


def brought(session: Session, operation: Operation, resource: Resource) -> Program[Held | None]:
    """A new thing, and somebody for whom the operation is known to succeed and who may read it."""
    for who in session.able(operation.name)[:3]:
        thing = yield from made_for(session, operation, resource, who)
        if thing is None:
            continue
        if resource.read is None or succeeded((yield from read(session, thing, who))):
            return Held(thing=thing, who=who)
    return None


def made_for(session: Session, operation: Operation, resource: Resource, who: Identity) -> Program[Made | None]:
    """A new thing on which somebody may carry out an operation: made by whom it succeeded for in the set-up."""
    owner = session.owners.get((operation.name, who.name), who)
    thing = yield from fresh(session, resource, owner)
    return thing or (yield from renewed(session, resource, who))


def read(session: Session, thing: Made, who: Identity) -> Program[Exchange]:
    """The thing as it is just now."""
    operation = thing.resource.read
    assert operation is not None, "only things that can be read are asked for"
    return (yield from session.send(Call(operation=operation, identity=who, path=thing.path)))


def settled(session: Session, thing: Made, who: Identity, done: Callable[[Exchange], bool]) -> Program[Exchange]:
    """Read until it shows what was done, or about a second has passed."""
    exchange = yield from read(session, thing, who)
    for pause in PAUSES:
        if done(exchange):
            break
        yield Sleep(seconds=pause)
        exchange = yield from read(session, thing, who)
    return exchange


def is_cached(exchange: Exchange) -> bool:
    """Whether the answer was kept somewhere on the way, and may be older than the thing (RFC 9111, 5.1)."""
    age = exchange.response.header("age") if exchange.response else None
    return age is not None and age.strip() not in ("", "0")


def shown(exchange: Exchange, thing: Made) -> dict[str, Any]:
    """The fields of the thing itself in an answer, whatever envelope they are in; empty where it shows none."""
    if not succeeded(exchange):
        return {}
    return itself(content_of(exchange), thing)


def itself(content: Any, thing: Made) -> dict[str, Any]:
    """The object that is the thing: the one that holds its id, else what an envelope holds, else the whole."""
    if not isinstance(content, dict):
        return {}
    inner = [one for name, one in content.items() if isinstance(one, dict) and _wraps(name, thing.resource)]
    for one in (content, *inner):
        if thing.id and any(isinstance(value, str | int) and str(value) == thing.id for value in one.values()):
            return one
    return inner[0] if len(inner) == 1 and len(content) <= 3 else content


def _wraps(name: str, resource: Resource) -> bool:
    return name.lower() in _ENVELOPES or name.lower().replace("_", "") == resource.name.replace("_", "")


def is_gone(exchange: Exchange) -> bool:
    """Whether the thing is told to be there no more."""
    return exchange.response is not None and exchange.response.status in (404, 410)


def status_of(exchange: Exchange) -> int:
    """The status; 0 where nothing answered."""
    return exchange.response.status if exchange.response else 0


def refused(exchange: Exchange) -> bool:
    """Whether the server said that it does not do this (RFC 9110, 15.5). Its own failures and limits say nothing."""
    return 400 <= status_of(exchange) < 500 and status_of(exchange) not in (401, 408, 425, 429)


def moves_alone(value: Any, name: str) -> bool:
    """Whether a field's change says nothing: a moment, a token, a version."""
    plain = name.lower().replace("_", "").replace("-", "")
    return is_volatile(value, name) or plain in ("version", "revision", "rev", "lockversion", "updatedat", "modifiedat")
