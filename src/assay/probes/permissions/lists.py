"""Lists, searches and exports hold nothing that the same caller may not read by its id."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.permissions.pairs import pair_of, pairs
from assay.probes.permissions.rules import LISTED
from assay.probes.permissions.sharing import holds, read_by
from assay.probes.probe import Probe
from assay.probes.providing import fresh, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

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
                        sends=5,
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
    """A thing is made; the stranger's read of it is refused, and yet a list of theirs holds a marker of its owner."""
    resource = next(one for one in session.target.resources.all if one.item == case.data)
    pair = pair_of(session, resource, case.identity, case.stranger)
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation, pair.stranger)
    thing = (yield from fresh(session, resource, pair.owner)) if draft is not None else None
    if thing is None or draft is None or not thing.canaries:
        return ()
    both = yield from read_by(session, pair, thing)
    if both is None or succeeded(both[1]):
        return ()
    for call in _looks(draft.call, thing.canaries[0]):
        attempt = yield from session.send(call)
        if succeeded(attempt) and holds(attempt, thing.canaries):
            message = (
                f"Expected no trace of a {resource.name} that {pair.stranger.name} may not read; the answer holds a "
                f"text that only {pair.owner.name} ever sent."
            )
            return (session.finding(LISTED, case, message, (*both, attempt)),)
    return ()


def _looks(call: Call, canary: str) -> Iterator[Call]:
    """As it is, with no filters, and searched for the marker; as long as the contract allows."""
    bare = call.with_(query={one.name: call.query[one.name] for one in call.operation.parameters
                             if one.place == "query" and one.required and one.name in call.query})  # fmt: skip
    for one in call.operation.parameters:
        if one.place == "query" and one.name.lower() in _SEARCHED:
            yield bare.with_query(one.name, canary)
    yield bare


PROBE = Probe(name="foreign-in-list", rules=(LISTED,), cases=cases, run=run)
