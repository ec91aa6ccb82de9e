"""Lists, searches and exports hold nothing that the same caller may not read by its id."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.permissions.pairs import pair_of, pairs
from assay.probes.permissions.rules import LISTED
from assay.probes.permissions.sharing import holds, newest_first, read_by
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target
from assay.probes.unlocking import brought, keep

_SEARCHED = frozenset({"q", "query", "search", "text", "term", "filter", "name", "keyword"})


def cases(target: Target) -> Iterator[Case]:
    """Every operation that may list things, for each pair, with each kind of thing that can be made and read."""
    for operation in target.operations:
        if operation.method != "GET" or "{" in operation.path or not target.guarded(operation):
            continue
        for resource in target.resources.all:
            if resource.create is not None and resource.read is not None and _may_list(target, operation, resource):
                for pair in pairs(target):
                    yield Case(
                        probe=PROBE.name,
                        rule=LISTED.name,
                        operation=operation.name,
                        what=f"{pair.stranger.name} finds what {pair.owner.name} made ({resource.name})",
                        where=resource.name,
                        identity=pair.owner.name,
                        stranger=pair.stranger.name,
                        sends=2,
                        weight=88,
                        writes=True,
                        tags=operation.tags,
                        data=resource.item,
                    )


def _may_list(target: Target, operation: Operation, resource: Resource) -> bool:
    """Its own list, and whatever is about no other kind of thing: a search, an export, a feed."""
    about = target.resources.of(operation)
    return about is None or about.name == resource.name


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A list of the stranger's holds a marker of the owner's thing, and yet the stranger's read of it is refused."""
    resource = next(one for one in session.target.resources.all if one.item == case.data)
    pair = pair_of(session, resource, case.identity, case.stranger)
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation, pair.stranger)
    thing = (yield from brought(session, resource, pair.owner)) if draft is not None else None
    if thing is None or draft is None:
        return ()
    keep(session, thing, pair.owner)
    telling = yield from _telling(session, draft.call, thing)
    if telling is None:
        return ()
    both = yield from read_by(session, pair, thing)
    if both is None or succeeded(both[1]):
        return ()
    message = (
        f"Expected no trace of a {resource.name} that {pair.stranger.name} may not read; the answer holds a "
        f"text that only {pair.owner.name} ever sent."
    )
    return (session.finding(LISTED, case, message, (*both, telling)),)


def _telling(session: Session, call: Call, thing: Made) -> Program[Exchange | None]:
    """An answer to the stranger that holds a marker of the thing; None where none does."""
    if not thing.canaries:
        return None
    for look in _looks(call, thing.canaries[0]):
        answer = yield from _looked(session, look, thing)
        if succeeded(answer) and holds(answer, thing.canaries):
            return answer
    return None


def _looked(session: Session, look: Call, thing: Made) -> Program[Exchange]:
    """The answer to a look; one from before is as good where the thing was there by then."""
    key = (look.operation.name, look.identity.name, repr(look.query))
    known = session.looks.get(key)
    if known is not None and any(one.id == thing.id for one in session.made[: known[0]]):
        return known[1]
    answer = yield from session.send(look)
    session.looks[key] = (len(session.made), answer)
    return answer


def _looks(call: Call, canary: str) -> Iterator[Call]:
    """With no filters and as long as it may be, and searched for the marker; as far as the contract allows."""
    bare = call.with_(query={one.name: call.query[one.name] for one in call.operation.parameters
                             if one.place == "query" and one.required and one.name in call.query})  # fmt: skip
    for one in call.operation.parameters:
        if one.place == "query" and one.name.lower() in _SEARCHED:
            yield bare.with_query(one.name, canary)
    *_, longest = newest_first(bare)
    yield longest


PROBE = Probe(name="foreign-in-list", rules=(LISTED,), cases=cases, run=run)
