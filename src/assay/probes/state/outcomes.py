"""What a job says to have made is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.lists.terms import may_list, terms_of
from assay.probes.lists.walking import Listing, whole
from assay.probes.objects import Made
from assay.probes.probe import Probe
from assay.probes.providing import fresh, ready
from assay.probes.resources import Resource, singular, variables_of, words_of
from assay.probes.session import Session
from assay.probes.state.jobs import RESULT
from assay.probes.state.laws import state_fields
from assay.probes.state.making import made_by
from assay.probes.state.prose import declares, sentences
from assay.probes.state.things import shown, status_of
from assay.probes.state.walks import GOOD, Walk
from assay.probes.target import Target

EFFECT = Rule(
    name="job-without-effect",
    title="A job tells of what it has not made",
    law="What a job says that it has made is there",
    severity="high",
    basis="effect",
    assumes="A result that counts what was `created`, `imported` or `inserted` counts things of the one kind that the "
    "operation's words name, and these stand in the list at the same path, for who started the job, within 2 s. A list "
    "that is not read to its end, before or after, says nothing.",
)
_MADE = frozenset({"created", "imported", "inserted", "added"})
PAUSES = (0.1, 0.4, 1.5)
"""Seconds between looks at the list."""


def cases(target: Target) -> Iterator[Case]:
    """Each operation that accepts work which makes things of one kind."""
    for operation in target.operations:
        job = target.resources.made_by(operation)
        if job is None or not declares(operation, "202") or not state_fields(target, job):
            continue
        listed = list_of(target, operation, job)
        if listed is not None:
            yield Case(
                probe=PROBE.name,
                rule=EFFECT.name,
                operation=operation.name,
                what=f"what it says to have made is in {listed.name}",
                sends=8,
                weight=68,
                writes=True,
                tags=operation.tags,
                data=listed.name,
            )


def list_of(target: Target, operation: Operation, job: Resource) -> Operation | None:
    """The list of the one kind of thing that an operation's words name; None where they name none, or several."""
    words = {singular(word) for sentence in sentences(operation) for word in words_of(sentence)}
    own = set(variables_of(operation.path))
    parents = {one.name for one in target.resources.all if one.parameter in own}
    found: dict[str, Operation] = {}
    for one in target.resources.all:
        if one.name in words and one.name not in parents and one.name != job.name:
            lists = [each for each in _lists(target, one) if set(variables_of(each.path)) <= own]
            found |= {one.name: max(lists, key=lambda each: each.path.count("{"))} if lists else {}
    return next(iter(found.values())) if len(found) == 1 else None


def _lists(target: Target, resource: Resource) -> Iterator[Operation]:
    """The lists of such things: their own, and those below others."""
    for operation in target.operations:
        last = operation.path.rstrip("/").rpartition("/")[2]
        is_named = singular("_".join(words_of(last))) == resource.name
        if operation.method == "GET" and is_named and may_list(operation, target.contract):
            yield operation


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The list before the job, in a new thing where the path names one, and after it."""
    operation = session.target.operation(case.operation)
    listed = session.target.operation(case.data)
    who = next((one for one in session.able(operation.name) if one in session.able(listed.name)), None)
    if who is None:
        return ()
    parent = yield from _parent(session, operation, who)
    draft = yield from ready(session, operation, who, variant=session.variants.get(operation.name, 0), thing=parent)
    listing = yield from _listing(session, listed, who, draft.call.path if draft is not None else {})
    before = (yield from whole(session, listing)) if listing is not None else None
    if draft is None or listing is None or before is None or not before.complete:
        return ()
    started = yield from session.send(draft.call)
    walk = yield from _walked(session, draft.call.identity, made_by(session, draft.call, started), started)
    told = _told(walk) if walk is not None else 0
    if walk is None or walk.last is None or told < 1:
        return ()
    for pause in PAUSES:
        yield Sleep(seconds=pause)
        after = yield from whole(session, listing)
        if after is None or not after.complete or set(after.keys) - set(before.keys):
            return ()
    message = f"Expected {told} more in {listed.name}, which the job says to have made; there is nothing new."
    assert after is not None, "looked at above"
    return (session.finding(EFFECT, case, message, (walk.last, after.pages[0].exchange)),)


def _parent(session: Session, operation: Operation, who: Identity) -> Program[Made | None]:
    """A new thing for the last variable of the path, in whose list nothing is yet."""
    for name in reversed(list(variables_of(operation.path))):
        resource = session.target.resources.at(operation.path, name)
        return (yield from fresh(session, resource, who)) if resource is not None else None
    return None


def _listing(session: Session, operation: Operation, who: Identity, path: dict[str, Any]) -> Program[Listing | None]:
    draft = yield from ready(session, operation, who)
    if draft is None:
        return None
    own = {name: path.get(name, value) for name, value in draft.call.path.items()}
    noun = singular("_".join(words_of(operation.path.rstrip("/").rpartition("/")[2])))
    return Listing(call=draft.call.with_(path=own), terms=terms_of(operation, session.target.contract), noun=noun)


def _walked(session: Session, who: Identity, made: Made | None, started: Exchange) -> Program[Walk | None]:
    """The job to its good end; None where it came to another one."""
    if made is None or status_of(started) != 202 or made.resource.read is None:
        return None
    walk = Walk(made, tuple(state_fields(session.target, made.resource)))
    walk.take(started)
    yield from walk.go(session, who)
    return walk if walk.ended in GOOD else None


def _told(walk: Walk) -> int:
    """How many things the job says to have made; 0 where it does not say."""
    fields = shown(walk.last, walk.made) if walk.last is not None else {}
    inner = [one for name, one in fields.items() if isinstance(one, dict) and RESULT & set(words_of(name))]
    for one in (fields, *inner):
        for name, value in one.items():
            if _MADE & set(words_of(name)) and isinstance(value, int) and not isinstance(value, bool):
                return value
    return 0


PROBE = Probe(name="outcomes", rules=(EFFECT,), cases=cases, run=run)
