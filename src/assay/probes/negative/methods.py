"""Methods that a path does not declare: 405, 404 or 501 is meant; what is answered as if it were meant is found."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.effects import Watched
from assay.probes.learning import ends_the_caller
from assay.probes.objects import Made
from assay.probes.probe import Probe
from assay.probes.providing import Draft, content_of, fresh, ready, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.target import Target

UNDECLARED = Rule(
    name="undeclared-method",
    title="A method is answered that the contract does not declare",
    law="A path answers the methods that are declared for it, and refuses all others (RFC 9110, 15.5.6)",
    severity="medium",
    basis="inferred",
    assumes="Methods are told apart. A path that answers every method alike has a catch-all, and nothing is claimed; "
    "HEAD, OPTIONS and TRACE belong to the machinery. A method that changes or removes a thing is proof.",
)
ITEMS = ("DELETE", "PUT", "PATCH", "POST")
"""What is tried on a thing of our own."""
LISTS = ("PUT", "PATCH")
"""What is tried on a list; never DELETE, which might empty it."""
_CONTROL = "PROPFIND"
"""A registered method that no such path has."""
_REFUSED = frozenset({400, 404, 405, 415, 422, 501})


def cases(target: Target) -> Iterator[Case]:
    """Every undeclared method of every thing that can be made and read, and of every list."""
    for resource in target.resources.all:
        if resource.read is None or resource.create is None or ends_the_caller(resource.read):
            continue
        yield from _cases(target, resource.read, ITEMS, resource.item)
        if resource.list is not None and resource.list.path == resource.create.path:
            yield from _cases(target, resource.list, LISTS, "")


def _cases(target: Target, operation: Operation, methods: tuple[str, ...], item: str) -> Iterator[Case]:
    path = operation.path.rstrip("/")
    known = {one.method for one in target.contract.operations if one.path.rstrip("/") == path}
    for method in methods:
        if method not in known:
            yield Case(
                probe=PROBE.name,
                rule=UNDECLARED.name,
                operation=operation.name,
                what=f"{method} is sent, which {operation.path} does not declare",
                where=f"method {method}",
                sends=3,
                weight=60 if method == "DELETE" else 45,
                writes=True,
                tags=operation.tags,
                data=item,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The method on a thing of our own, or on a list."""
    operation = session.target.operation(case.operation)
    method = case.where.partition(" ")[2]
    resource = session.target.resources.of(operation)
    owner = next(iter(session.able(resource.create.name if resource and resource.create else "")), None)
    if resource is None or owner is None:
        return ()
    if case.data:
        return (yield from _on_thing(session, case, resource, owner, method))
    return (yield from _on_list(session, case, resource, operation, owner, method))


def _on_thing(
    session: Session, case: Case, resource: Resource, owner: Identity, method: str
) -> Program[tuple[Finding, ...]]:
    assert resource.read is not None
    thing = yield from fresh(session, resource, owner)
    if thing is None:
        return ()
    plain = Call(operation=resource.read, identity=owner, path=thing.path)
    call = yield from _bodied(session, resource, plain.with_(method=method), thing)
    attempt = yield from session.send(call)
    if not succeeded(attempt) or attempt.response is None:
        return ()
    watched = Watched(session, thing, owner)
    after = yield from watched.read()
    status = after.response.status if after.response else 0
    message = f"Expected 405 because {case.what}; it was answered with {attempt.response.status}"
    if status in (404, 410):
        session.gone.add((resource.item, thing.id))
        gone = f"{message}, and the thing is gone."
        return (session.finding(UNDECLARED, case, gone, (attempt, after), basis="effect", severity="high"),)
    return (yield from _told_apart(session, case, plain, attempt, message, "inferred"))


def _on_list(
    session: Session, case: Case, resource: Resource, operation: Operation, owner: Identity, method: str
) -> Program[tuple[Finding, ...]]:
    draft: Draft | None = yield from ready(session, operation, owner)
    if draft is None:
        return ()
    call = yield from _bodied(session, resource, draft.call.with_(method=method), None)
    attempt = yield from session.send(call)
    if not succeeded(attempt) or attempt.response is None:
        return ()
    message = f"Expected 405 because {case.what}; it was answered with {attempt.response.status}"
    return (yield from _told_apart(session, case, draft.call, attempt, message, "inferred"))


def _told_apart(
    session: Session, case: Case, plain: Call, attempt: Exchange, message: str, basis: Basis
) -> Program[tuple[Finding, ...]]:
    """Claimed where a method that certainly is none is refused at the same path: then this one has a route."""
    control = yield from session.send(plain.with_(method=_CONTROL))
    status = control.response.status if control.response else 0
    if status not in _REFUSED or (content_of(attempt) is None and attempt.response and attempt.response.body):
        return ()
    ending = f"{message}, where {_CONTROL} is refused with {status}."
    return (session.finding(UNDECLARED, case, ending, (control, attempt), basis=basis),)


def _bodied(session: Session, resource: Resource, call: Call, thing: Made | None) -> Program[Call]:
    """With a body that a sibling takes: of a change, else of what makes such a thing."""
    if call.method == "DELETE":
        return call
    for sibling in (*resource.changes, resource.create):
        if sibling is not None and media_of(sibling) is not None:
            draft = yield from ready(session, sibling, call.identity, thing=thing)
            if draft is not None:
                return msgspec.structs.replace(call, body=draft.call.body, media=draft.call.media)
    return call


PROBE = Probe(name="undeclared-methods", rules=(UNDECLARED,), cases=cases, run=run)
