"""What the state of a thing forbids is refused: an action a second time, or after another one that ended it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.effects import Watched
from assay.probes.objects import Made
from assay.probes.probe import Probe
from assay.probes.providing import fresh, ready, renewed, succeeded
from assay.probes.resources import Resource, words_of
from assay.probes.session import Session
from assay.probes.state.laws import Law, broken, laws_of, state_fields
from assay.probes.state.prose import declares, quoted, says
from assay.probes.state.removals import BACK
from assay.probes.state.things import Held, made_for, read, resource_at, shown, status_of, updates_of
from assay.probes.state.values import writable
from assay.probes.target import Target
from assay.probes.unlocking import prepared

STATE = Rule(
    name="state-ignored",
    title="Something is done that the state of the thing forbids",
    law="What the contract says is refused in a state is refused there",
    severity="high",
    basis="declared",
    assumes="The contract's words name states as its schemas do, and say which of them an operation is for. It must "
    "succeed in one that they allow, else they are taken to mean something else. Where they say nothing, but 409 is "
    "declared, an action that moves a thing again after one that ended it (cancel, close, refund) is only inferred; "
    "one that changes nothing the second time is meant so.",
)
ENDS = frozenset({"cancel", "close", "refund", "archive", "disable", "reject", "revoke", "void", "expire", "withdraw"})
MOVES = frozenset(
    {"accept", "activate", "approve", "capture", "checkout", "complete", "confirm", "deliver", "fulfil", "fulfill"}
    | {"pay", "publish", "redeem", "return", "send", "ship", "start", "submit"}
)
"""Verbs of actions that lead a thing on, which what is at its end does not go."""
MOST_BEFORE = 6


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to a new thing first; empty for nothing."""

    item: str
    before: str


def cases(target: Target) -> Iterator[Case]:
    """Each operation that is for some states only, on a new thing and after each action."""
    for resource in target.resources.all:
        if resource.create is None or resource.read is None:
            continue
        states = frozenset(one for values in state_fields(target, resource).values() for one in values)
        actions, in_bulk = list(actions_of(target, resource)), list(bulk_of(target, resource))
        for operation in (*actions, *updates_of(resource), resource.remove):
            if operation is not None:
                yield from _of(operation, actions, in_bulk, states, resource)


def actions_of(target: Target, resource: Resource) -> Iterator[Operation]:
    """Operations below all paths of such things that move them; not those that make parts of them."""
    for operation in target.resources.all_below(resource):
        makes = target.resources.made_by(operation) is not None
        if operation.method in ("POST", "PUT", "PATCH") and not makes and _is_last(operation):
            yield operation


def _is_last(operation: Operation) -> bool:
    return operation.path.rstrip("/").rpartition("/")[0].endswith("}")


def bulk_of(target: Target, resource: Resource) -> Iterator[Operation]:
    """Operations that move several things at once, which their bodies name: `POST /notes/archive`."""
    above = resource.item.rpartition("/")[0]
    for operation in target.contract.operations:
        beside = operation.method == "POST" and operation.path.rstrip("/").rpartition("/")[0] == above
        if beside and above and ids_in(target, operation, resource):
            yield operation


def ids_in(target: Target, operation: Operation, resource: Resource) -> str:
    """The field of a body that lists the ids of such things; empty where there is none."""
    for name, schema in writable(target, operation).items():
        listed = schema.get("type") == "array" and words_of(name)[-1:] == ["ids"]
        if listed and (name == "ids" or target.resources.named(name) is resource):
            return name
    return ""


def _of(
    operation: Operation,
    actions: list[Operation],
    in_bulk: list[Operation],
    states: frozenset[str],
    resource: Resource,
) -> Iterator[Case]:
    laws = laws_of(operation, states)
    if laws and operation in actions and any(one.allowed or one.forbidden for one in laws):
        yield _case(operation, None, resource)
    for before in actions[:MOST_BEFORE]:
        if laws or _is_ended(operation, before):
            yield _case(operation, before, resource)
    for before in in_bulk if laws else ():
        yield _case(operation, before, resource)


def _case(operation: Operation, before: Operation | None, resource: Resource) -> Case:
    after = "on a new thing" if before is None else "a second time" if before is operation else f"after {before.name}"
    return Case(
        probe=PROBE.name,
        rule=STATE.name,
        operation=operation.name,
        what=after,
        where="" if before is None else f"after {before.name}",
        sends=8,
        weight=76,
        writes=True,
        tags=operation.tags,
        data=Steps(item=resource.item, before=before.name if before else ""),
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Bring a thing into a state, and try what is refused there."""
    steps: Steps = case.data
    resource, operation = resource_at(session.target, steps.item), session.target.operation(case.operation)
    if not session.able(operation.name):
        return ()
    held = yield from moved(session, resource, steps.before, operation)
    who = acting(session, operation, held) if held is not None else None
    if held is None or who is None:
        return ()
    return (yield from _tried(session, case, operation, who, held.thing))


def moved(session: Session, resource: Resource, before: str, operation: Operation) -> Program[Held | None]:
    """A new thing on which somebody carried out an action; None where that did not work."""
    if not before:
        thing = yield from made_for(session, operation, resource, session.able(operation.name)[0])
        return None if thing is None else Held(thing=thing, who=thing.owner)
    able = session.able(before)
    if not able:
        return None
    action = session.target.operation(before)
    if (field := ids_in(session.target, action, resource)) and action not in resource.below:
        return (yield from _moved_in_bulk(session, resource, action, field, operation))
    thing = yield from prepared(session, action, session.owners.get((before, able[0].name), able[0]), resource)
    draft = (yield from _ready(session, action, able[0], thing)) if thing is not None else None
    if draft is None:
        return None
    exchange = yield from session.send(draft)
    done = thing is not None and succeeded(exchange) and status_of(exchange) != 202
    return Held(thing=thing, who=able[0]) if done and thing is not None else None


def _moved_in_bulk(
    session: Session, resource: Resource, action: Operation, field: str, operation: Operation
) -> Program[Held | None]:
    """A new thing that was named alone in the body of a bulk operation."""
    thing = yield from made_for(session, operation, resource, session.able(operation.name)[0])
    who = acting(session, action, Held(thing=thing, who=thing.owner)) if thing is not None else None
    draft = (yield from ready(session, action, who)) if who is not None else None
    if thing is None or who is None or draft is None or not isinstance(draft.call.body, dict):
        return None
    exchange = yield from session.send(draft.call.with_(body={**draft.call.body, field: [thing.id]}))
    return Held(thing=thing, who=who) if succeeded(exchange) and status_of(exchange) != 202 else None


def _ready(session: Session, operation: Operation, who: Identity, thing: Made) -> Program[Call | None]:
    draft = yield from ready(session, operation, who, variant=session.variants.get(operation.name, 0), thing=thing)
    return None if draft is None else draft.call


def acting(session: Session, operation: Operation, held: Held) -> Identity | None:
    """Who may carry out an operation on a thing: who acted on it before, its owner, somebody of the same tenant.

    One and the same caller, since an action that each user may do once may be done by the next one.
    """
    able = session.able(operation.name)
    for one in (held.who, held.thing.owner):
        if one in able:
            return one
    return next((one for one in able if one.tenant == held.thing.owner.tenant), None)


def _tried(
    session: Session, case: Case, operation: Operation, who: Identity, thing: Made
) -> Program[tuple[Finding, ...]]:
    watched = Watched(session, thing, thing.owner)
    if not (yield from watched.begin()):
        return ()
    here = yield from _states_of(session, thing)
    laws = _laws(session, operation, thing.resource)
    law = broken(laws, here, again=case.data.before == operation.name)
    before = session.target.operation(case.data.before) if case.data.before else None
    if law is None and (before is None or not _is_ended(operation, before)):
        return ()
    call = yield from _ready(session, operation, who, thing)
    if call is None:
        return ()
    attempt = yield from session.send(call)
    if not succeeded(attempt) or status_of(attempt) == 202:
        return ()
    state = ", ".join(sorted(here))
    where = f"where the {thing.resource.name} is {state}" if state else case.what
    if law is not None:
        if not (yield from _is_kept_elsewhere(session, operation, thing.resource, who)):
            return ()
        message = f"Expected a refusal {where}; the answer is {status_of(attempt)}."
        return (session.finding(STATE, case, quoted(message, law.sentence), (attempt,)),)
    return (yield from _inferred(session, case, watched, where, attempt))


def _states_of(session: Session, thing: Made) -> Program[frozenset[str]]:
    """The states that the owner reads just now."""
    now = shown((yield from read(session, thing, thing.owner)), thing)
    fields = state_fields(session.target, thing.resource)
    return frozenset(now[name] for name in fields if isinstance(now.get(name), str))


def _laws(session: Session, operation: Operation, resource: Resource) -> tuple[Law, ...]:
    fields = state_fields(session.target, resource)
    return laws_of(operation, frozenset(one for values in fields.values() for one in values))


def _is_kept_elsewhere(session: Session, operation: Operation, resource: Resource, who: Identity) -> Program[bool]:
    """The control: whether the operation succeeds in a state that its words allow.

    Where it does not, they mean something else (`must be paid in EUR`).
    """
    laws = _laws(session, operation, resource)
    usual = session.before.get(operation.name, ())
    others = [(one.name,) for one in actions_of(session.target, resource) if session.able(one.name)]
    owner = session.owners.get((operation.name, who.name), who)
    for way in dict.fromkeys((usual, *others[:MOST_BEFORE])):
        thing = yield from brought_by(session, resource, owner, way)
        if thing is None or broken(laws, (yield from _states_of(session, thing)), again=operation.name in way):
            continue
        call = yield from _ready(session, operation, who, thing)
        if call is not None and succeeded((yield from session.send(call))):
            return True
    return False


def brought_by(session: Session, resource: Resource, owner: Identity, way: tuple[str, ...]) -> Program[Made | None]:
    """A new thing that some actions led to a state; None where the last of them does not succeed."""
    if not way:
        return (yield from fresh(session, resource, owner)) or (yield from renewed(session, resource, owner))
    last = session.target.operation(way[-1])
    actor = session.able(last.name)[0]
    thing = yield from prepared(session, last, session.owners.get((last.name, actor.name), actor), resource)
    call = (yield from _ready(session, last, actor, thing)) if thing is not None else None
    if call is None or not succeeded((yield from session.send(call))):
        return None
    return thing


def _is_ended(operation: Operation, before: Operation) -> bool:
    """Whether an action would move a thing on that another one, or the same, has ended; and has 409 for that."""
    verbs, ends = set(_verb(operation)), ENDS & set(_verb(before))
    leads_on = operation is before or bool((MOVES | ENDS) & verbs)
    forgiven = says(operation, r"\b(?:changes nothing|no effect|idempoten|stays|again)\b")
    return bool(ends) and leads_on and declares(operation, "409") and not forgiven and not BACK & verbs


def _verb(operation: Operation) -> list[str]:
    return words_of(operation.path.rstrip("/").rpartition("/")[2]) if operation.method == "POST" else []


def _inferred(
    session: Session, case: Case, watched: Watched, where: str, attempt: Exchange
) -> Program[tuple[Finding, ...]]:
    after = yield from watched.read()
    gone = sorted(watched.moved(after)) if succeeded(after) else []
    if not gone:
        return ()
    message = f"Expected the declared 409 {where}; the answer is {status_of(attempt)}, and {gone[0]} moved."
    return (session.finding(STATE, case, message, (after, attempt), basis="inferred"),)


PROBE = Probe(name="transitions", rules=(STATE,), cases=cases, run=run)
