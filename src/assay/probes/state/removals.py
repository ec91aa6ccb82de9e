"""What was removed is gone: for reads, for lists, and for whatever else is tried on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule
from assay.probes.effects import Watched
from assay.probes.objects import id_in, items_in
from assay.probes.permissions.sharing import newest_first
from assay.probes.probe import Probe
from assay.probes.providing import Draft, content_of, ready, succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.state.prose import declares, quoted, says
from assay.probes.state.things import (
    PAUSES,
    Held,
    brought,
    is_cached,
    is_gone,
    read,
    resource_at,
    settled,
    status_of,
    updates_of,
)
from assay.probes.target import Target
from assay.probes.unlocking import prepared

WITHOUT_EFFECT = Rule(
    name="removal-without-effect",
    title="A removal succeeds, and the thing is still there",
    law="What was removed is not read any more as if nothing had happened (RFC 9110, 9.3.5)",
    severity="high",
    basis="effect",
    assumes="A removal is visible to who asked for it within a second, or is answered 202. A thing that is only marked "
    "as removed shows that mark in its reads: a state, a moment, 404 or 410.",
)
LISTED = Rule(
    name="removed-in-list",
    title="A list still holds what was removed",
    law="What was removed is in no list as if nothing had happened",
    severity="medium",
    basis="effect",
    assumes="A list that keeps what was removed marks it so, or follows within a second.",
)
AFTER = Rule(
    name="use-after-removal",
    title="What was removed can still be changed or acted on",
    law="A change of what is not there is refused",
    severity="medium",
    basis="inferred",
    assumes="A PUT or PATCH may make a thing anew, where it declares or answers 201; what brings things back says so "
    "in its path (restore, undelete). A second removal may succeed.",
)
BACK = frozenset({"restore", "undelete", "recover", "undo", "revive", "reactivate", "unarchive", "reopen"})
MARKS = ("deleted", "removed", "trashed", "archived", "cancelled", "canceled", "inactive", "revoked")


def cases(target: Target) -> Iterator[Case]:
    """Each removal of what can be made: read, list, and every other operation on it."""
    for resource in target.resources.all:
        if resource.create is None or resource.remove is None:
            continue
        if resource.read is not None:
            yield _case(resource.remove, WITHOUT_EFFECT, "it is gone for its owner", resource, 6, 80)
            for operation in _uses(resource):
                yield _case(operation, AFTER, "it is refused for what was removed", resource, 6, 62)
        if resource.list is not None:
            yield _case(resource.remove, LISTED, "it is in the list no more", resource, 5, 70)


def _case(operation: Operation, rule: Rule, what: str, resource: Resource, sends: int, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        sends=sends,
        weight=weight,
        writes=True,
        tags=operation.tags,
        data=resource.item,
    )


def _uses(resource: Resource) -> Iterator[Operation]:
    """What changes a thing, acts on it or adds to it; not what brings it back."""
    for operation in (*updates_of(resource), *resource.below):
        may_make = operation.method in ("PUT", "PATCH") and declares(operation, "201")
        if operation.method in ("PUT", "PATCH", "POST") and not may_make and not BACK & set(words_of(operation.path)):
            yield operation


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Make a thing, remove it as somebody who may, and look."""
    resource = resource_at(session.target, case.data)
    if case.rule == AFTER.name:
        return (yield from _used(session, case, resource))
    assert resource.remove is not None, "listed only where there is a removal"
    held = yield from brought(session, resource.remove, resource)
    if held is None:
        return ()
    if case.rule == LISTED.name:
        return (yield from _listed(session, case, held))
    return (yield from _stays(session, case, held))


def _removed(session: Session, held: Held) -> Program[Exchange | None]:
    """The removal that succeeded; None where it did not, or only began."""
    operation = held.thing.resource.remove
    draft = (yield from ready(session, operation, held.who, thing=held.thing)) if operation else None
    if draft is None:
        return None
    exchange = yield from session.send(draft.call)
    if not succeeded(exchange) or status_of(exchange) == 202:
        return None
    return exchange


def _stays(session: Session, case: Case, held: Held) -> Program[tuple[Finding, ...]]:
    watched = Watched(session, held.thing, held.who)
    if not (yield from watched.begin()):
        return ()
    removal = yield from _removed(session, held)
    if removal is None:
        return ()

    def changed(exchange: Exchange) -> bool:
        return not succeeded(exchange) or bool(watched.moved(exchange))

    after = yield from settled(session, held.thing, held.who, changed)
    if changed(after) or is_cached(after):
        if is_gone(after):
            session.gone.add((held.thing.resource.item, held.thing.id))
        return ()
    message = (
        f"Expected the {held.thing.resource.name} to be gone after its removal was answered {status_of(removal)}; "
        f"{held.who.name} still reads it unchanged a second later."
    )
    return (session.finding(WITHOUT_EFFECT, case, message, (removal, after)),)


def _listed(session: Session, case: Case, held: Held) -> Program[tuple[Finding, ...]]:
    operation = held.thing.resource.list
    draft = (yield from _list_call(session, operation, held)) if operation else None
    if draft is None:
        return ()
    if not (yield from _appears(session, draft, held)):
        return ()
    removal = yield from _removed(session, held)
    if removal is None:
        return ()
    if held.thing.resource.read is not None and not is_gone((yield from read(session, held.thing, held.who))):
        return ()  # what the read shows still is the other rule's
    session.gone.add((held.thing.resource.item, held.thing.id))
    after = yield from session.send(draft.call)
    for pause in PAUSES:
        if _entry(after, held) is None:
            return ()
        yield Sleep(seconds=pause)
        after = yield from session.send(draft.call)
    if _entry(after, held) is None or is_cached(after):
        return ()
    message = f"Expected the {held.thing.resource.name} that was removed to be in the list no more; it still is."
    return (session.finding(LISTED, case, message, (removal, after)),)


def _appears(session: Session, draft: Draft, held: Held) -> Program[bool]:
    """Whether the list shows the thing, now or within a second."""
    for pause in (*PAUSES, None):
        if _entry((yield from session.send(draft.call)), held) is not None:
            return True
        if pause is not None:
            yield Sleep(seconds=pause)
    return False


def _list_call(session: Session, operation: Operation, held: Held) -> Program[Draft | None]:
    """The list in which the thing should be: the path of its parents is its own."""
    known = session.goods.get((operation.name, held.who.name))
    draft = yield from ready(session, operation, held.who)
    if draft is None:
        return None
    path = {name: held.thing.path.get(name, value) for name, value in draft.call.path.items()}
    query = known.query if known is not None else draft.call.query
    *_, longest = newest_first(draft.call.with_(path=path, query=query))  # what is new may stand on the last page
    return Draft(call=longest)


def _entry(exchange: Exchange, held: Held) -> dict[str, Any] | None:
    """What a list shows of the thing; None where it does not hold it."""
    if not succeeded(exchange):
        return None
    for item in items_in(content_of(exchange)):
        if str(id_in(item, held.thing.resource)) == held.thing.id:
            return None if _is_marked(item) else item
    return None


def _is_marked(item: dict[str, Any]) -> bool:
    """Whether an entry says of itself that the thing is removed: a moment, a yes, or a state."""
    for name, value in item.items():
        if value not in (None, False, "") and any(mark in name.lower() for mark in MARKS):
            return True
        if isinstance(value, str) and value.lower() in MARKS:
            return True
    return False


def _used(session: Session, case: Case, resource: Resource) -> Program[tuple[Finding, ...]]:
    """A call that is possible on the thing is kept back until the thing is gone."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    remover = next(iter(session.able(resource.remove.name)), None) if resource.remove else None
    if not able or remover is None or resource.remove is None:
        return ()
    who = remover if remover in able else able[0]
    owner = session.owners.get((operation.name, who.name), who)
    thing = yield from prepared(session, operation, owner, resource)
    if thing is None:
        return ()
    draft = yield from ready(session, operation, who, variant=session.variants.get(operation.name, 0), thing=thing)
    remover = who if who in session.able(resource.remove.name) else remover
    removal = yield from _removed(session, Held(thing=thing, who=remover))
    if draft is None or removal is None or not is_gone((yield from read(session, thing, who))):
        return ()
    session.gone.add((resource.item, thing.id))
    attempt = yield from session.send(draft.call)
    if not succeeded(attempt) or (status_of(attempt) == 201 and operation.method in ("PUT", "PATCH")):
        return ()
    after = yield from read(session, thing, who)
    return (_after(session, case, operation, resource, (removal, after, attempt)),)


def _after(
    session: Session, case: Case, operation: Operation, resource: Resource, evidence: tuple[Exchange, ...]
) -> Finding:
    """Proof where the thing is there again; declared where the contract has an answer for what is gone."""
    back = succeeded(evidence[1])
    said = says(operation, r"\b(?:404|410)\b")
    basis: Basis = "effect" if back else "declared" if declares(operation, "404", "410") else "inferred"
    what = "it is there again" if back else f"the answer is {status_of(evidence[2])}"
    message = f"Expected a refusal, since the {resource.name} was removed and its read says so; {what}."
    return session.finding(AFTER, case, quoted(message, said), evidence, basis=basis)


PROBE = Probe(name="removals", rules=(WITHOUT_EFFECT, LISTED, AFTER), cases=cases, run=run)
