"""An update that succeeded is seen in the next reads, and moves nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.learning import ends_the_caller
from assay.probes.pointer import MISSING, joined
from assay.probes.probe import Probe
from assay.probes.providing import some, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.prose import quoted, says
from assay.probes.state.things import (
    Held,
    brought,
    is_cached,
    lasting,
    moves_alone,
    read,
    resource_at,
    settled,
    shown,
    singletons,
    status_of,
    updates_of,
)
from assay.probes.state.updating import changing, restore, updated
from assay.probes.state.values import Field, alike, changes, is_default, writable
from assay.probes.target import Target

LOST = Rule(
    name="update-lost",
    title="An update is answered with success and is not kept",
    law="What an update sent is what the next reads show (RFC 9110, 9.3.4)",
    severity="high",
    basis="effect",
    assumes="A change is visible to who made it within a second, or is answered 202. A value may be kept in another "
    "spelling. A field that keeps its old value is claimed where the answer told the new one, or where nothing at all "
    "that was sent moved: some APIs ignore the fields that are set only once, and say so by their answer.",
)
RESETS = Rule(
    name="update-resets",
    title="A change of one field takes away another one",
    law="A PATCH changes only the fields that are sent (RFC 5789, 2)",
    severity="high",
    basis="effect",
    assumes="What the client wrote belongs to the client: no field of it becomes empty because another one changes. "
    "Fields that the server computes may move. A number or choice that the client wrote may take another value, not "
    "none; a free text that nobody else knows may not be replaced, unless its name says that it is made of others.",
)
NULL = Rule(
    name="null-ignored",
    title="A null that takes a value away is ignored",
    law="Null in a merge patch takes the value away (RFC 7396, 2), or whatever else the contract says of null",
    severity="medium",
    basis="declared",
    assumes="The contract says in words, or by its media type, what null does, and the field's schema allows it.",
)
MERGES = Rule(
    name="put-merges",
    title="A PUT keeps what it does not name",
    law="A PUT replaces the whole, as the contract says",
    severity="medium",
    basis="declared",
    assumes="Many a PUT merges, and is meant to. It is judged only where the contract says what becomes of a field "
    "that is left out.",
)
REPEATS = Rule(
    name="put-not-idempotent",
    title="The same PUT a second time has another effect",
    law="Several identical PUT requests have the effect of one (RFC 9110, 9.2.2)",
    severity="high",
    basis="effect",
    assumes="Fields that the client sends are the ones that count; versions and moments may move.",
)
MERGE_PATCH = (
    r"\bmerge[ -]patch\b",
    r"\b(?:7396|7386)\b",
    r"\bnull\b.{0,40}\b(?:away|clears?|removes?|default|resets?)",
)
REPLACES = (
    r"\b(?:left out|omitted|not sent|missing|absent|not named)\b.{0,60}\b(?:default|null|reset|removed|cleared|empty)",
    r"\breplaces? the (?:whole|entire|complete)\b",
    r"\bfull replacement\b",
)
DERIVED = frozenset({"slug", "handle", "path", "url", "uri", "summary", "excerpt", "search", "full", "display", "key"})
"""Words of fields that an API may make anew from other ones, although the client may write them."""
Ask = Callable[[Session, Case, Operation, Held], Program[tuple[Finding, ...]]]


def cases(target: Target) -> Iterator[Case]:
    """For each update of a thing that can be read, the rules that fit its method.

    What cannot be made (settings, the own account) is changed where it is, and gets its values back.
    """
    for resource in (*target.resources.all, *singletons(target)):
        if resource.read is None:
            continue
        for operation in updates_of(resource):
            for rule in () if ends_the_caller(operation) else _rules(operation):
                yield _case(operation, rule, resource.item)


def _rules(operation: Operation) -> Iterable[Rule]:
    media = operation.body.media if operation.body else ()
    if not any("json" in one.type for one in media):
        return ()
    if operation.method == "PATCH":
        merge = any("merge-patch" in one.type for one in media) or says(operation, *MERGE_PATCH)
        return (LOST, RESETS, *((NULL,) if merge else ()))
    return (LOST, REPEATS, *((MERGES,) if says(operation, *REPLACES) else ()))


def _case(operation: Operation, rule: Rule, item: str) -> Case:
    what = {
        LOST: "what is sent is read afterwards",
        RESETS: "a change of one field leaves the others",
        NULL: "null takes a value away",
        MERGES: "what is left out is not kept",
        REPEATS: "the same twice is the same",
    }[rule]
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        sends={LOST: 5, RESETS: 12, NULL: 7, MERGES: 6, REPEATS: 6}[rule],
        weight={LOST: 82, RESETS: 80, NULL: 60, MERGES: 64, REPEATS: 66}[rule],
        writes=True,
        tags=operation.tags,
        data=item,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """On a new thing, in the name of somebody who may change it."""
    operation = session.target.operation(case.operation)
    resource = resource_at(session.target, case.data)
    if resource.create is not None:
        held = yield from brought(session, operation, resource)
        return () if held is None else (yield from _ASKS[case.rule](session, case, operation, held))
    held = yield from lasting(session, operation, resource)
    if held is None:
        return ()
    before = shown((yield from read(session, held.thing, held.who)), held.thing)
    found = yield from _ASKS[case.rule](session, case, operation, held)
    yield from restore(session, operation, held, before)
    return found


def _lost(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    update = yield from updated(session, operation, held)
    if update is None or status_of(update.exchange) == 202:
        return ()

    def old(exchange: Exchange) -> list[str]:
        after = shown(exchange, held.thing)
        kept = [one for one in update.fields if one.name in after and after[one.name] == update.before[one.name]]
        return [one.name for one in kept]

    after = yield from settled(session, held.thing, held.who, lambda exchange: not old(exchange))
    lost = old(after)
    if not lost or is_cached(after):
        return ()
    told = shown(update.exchange, held.thing)
    answered = [one.name for one in update.fields if one.name in lost and alike(told.get(one.name, MISSING), one.new)]
    if not answered and len(lost) < len(update.fields):
        return ()
    names = answered or lost
    where = joined(names[0]) if len(names) == 1 else ""
    message = _lost_message(", ".join(names[:3]), bool(answered))
    return (session.finding(LOST, case, message, (update.exchange, after), where=where),)


def _lost_message(names: str, answered: bool) -> str:
    said = "the answer told it" if answered else "the answer was a success"
    return f"Expected the next reads to show the new {names}: {said}, and the old is still there a second later."


def _resets(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    """Everything is given a value first; then one field at a time is changed, and what became empty is looked for."""
    first = yield from updated(session, operation, held)
    if first is None:
        return ()
    yield from _referring(session, operation, held)
    written = {one.name: one for one in first.fields}
    now = shown((yield from read(session, held.thing, held.who)), held.thing)
    for field in changes(session, operation, now)[:3]:
        call = yield from changing(session, operation, held, now, {field.name: field.new})
        if call is None:
            return ()
        exchange = yield from session.send(call)
        if not succeeded(exchange):
            continue
        written[field.name] = field
        after = yield from read(session, held.thing, held.who)
        later = shown(after, held.thing)
        lost = [name for name in (*_emptied(now, later), *_forgotten(written, now, later)) if name != field.name]
        taken = [name for name in lost if _is_written(session, held, operation, name)]
        if later and taken:
            return _taken(session, case, field, taken, (exchange, after))
        now = later or now
    return ()


def _referring(session: Session, operation: Operation, held: Held) -> Program[None]:
    """Give the thing what the update may name by its id."""
    for name in writable(session.target, operation):
        resource = session.target.resources.named(name) if words_of(name)[-1:] == ["id"] else None
        other = (yield from some(session, resource, held.who)) if resource is not None else None
        if other is not None:
            call = yield from changing(session, operation, held, {}, {name: other.path[other.resource.parameter]})
            if call is not None:
                yield from session.send(call)


def _forgotten(written: dict[str, Field], before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Texts that we wrote, which nobody else knows and which were read back, and of which nothing is left."""
    for name, field in written.items():
        new = field.new
        ours = isinstance(new, str) and "enum" not in field.schema and "format" not in field.schema
        if ours and before.get(name) == new and not DERIVED & set(words_of(name)):
            token = new.split()[-1].lower()
            if name in after and len(token) > 4 and token not in str(after[name]).lower():
                yield name


def _emptied(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, value in before.items():
        if not is_default(value, None) and is_default(after.get(name, MISSING), None) and not moves_alone(value, name):
            yield name


def _is_written(session: Session, held: Held, operation: Operation, name: str) -> bool:
    """Whether a field is the client's: a body has it, perhaps by the id of what the read shows whole."""
    create = held.thing.resource.create
    bodies = [writable(session.target, one) for one in (operation, create) if one is not None]
    sent = {field for fields in bodies for field in fields}
    shorter = {" ".join(words_of(one)[:-1]) for one in sent if len(words_of(one)) > 1 and words_of(one)[-1] == "id"}
    words = words_of(name)
    return name in sent or any(" ".join(words[start:]) in shorter for start in range(len(words)))


def _taken(
    session: Session, case: Case, field: Field, taken: list[str], evidence: tuple[Exchange, ...]
) -> tuple[Finding, ...]:
    what = ", ".join(taken[:3])
    message = f"Expected a change of {field.name} alone to leave {what} as before; the next read shows nothing of it."
    return (session.finding(RESETS, case, message, evidence, where=joined(taken[0])),)


def _null(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    first = yield from updated(session, operation, held)
    if first is None:
        return ()
    now = shown((yield from read(session, held.thing, held.who)), held.thing)
    for field in first.fields:
        name, value = field.name, now.get(field.name)
        if is_default(value, field.schema) or value == first.before.get(name):
            continue
        if session.target.validators.check(field.schema, None, "request"):
            continue
        call = yield from changing(session, operation, held, now, {name: None})
        exchange = (yield from session.send(call)) if call is not None else None
        if exchange is None or not succeeded(exchange) or status_of(exchange) == 202:
            continue
        after = yield from settled(session, held.thing, held.who, _differs(held, name, value))
        if shown(after, held.thing).get(name, MISSING) == value and not is_cached(after):
            message = f"Expected {name} to be without its value after a PATCH with null; the next reads show it still."
            said = says(operation, *MERGE_PATCH)
            return (session.finding(NULL, case, quoted(message, said), (exchange, after), where=joined(name)),)
    return ()


def _differs(held: Held, name: str, value: Any) -> Callable[[Exchange], bool]:
    return lambda exchange: shown(exchange, held.thing).get(name, MISSING) != value


def _merges(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    """A PUT that leaves out what has a value of ours and need not be sent."""
    first = yield from updated(session, operation, held)
    if first is None or not isinstance(first.call.body, dict):
        return ()
    now = shown((yield from read(session, held.thing, held.who)), held.thing)
    drafted = first.call.body
    taken = [one for one in first.fields if alike(now.get(one.name), one.new)]
    optional = [one for one in taken if not _is_required(session, operation, drafted, one.name)]
    left = {one.name: now.get(one.name) for one in optional if not is_default(now.get(one.name), one.schema)}
    if not left:
        return ()
    base = yield from changing(session, operation, held, now, {})
    if base is None:
        return ()
    body = {name: value for name, value in drafted.items() if name not in left}
    exchange = yield from session.send(base.with_(body=body))
    if not succeeded(exchange):
        return ()
    after = yield from read(session, held.thing, held.who)
    later = shown(after, held.thing)
    kept = [name for name, value in left.items() if later.get(name, MISSING) == value]
    if not kept:
        return ()
    what = ", ".join(kept[:3])
    message = f"Expected a PUT that leaves out {what} not to keep the value; the next read shows it."
    said = says(operation, *REPLACES)
    return (session.finding(MERGES, case, quoted(message, said), (exchange, after), where=joined(kept[0])),)


def _is_required(session: Session, operation: Operation, body: dict[str, Any], name: str) -> bool:
    """Whether the body breaks its schema without a field."""
    media = operation.body.media if operation.body else ()
    schema = next((one.schema for one in media if "json" in one.type), True)
    rest = {key: value for key, value in body.items() if key != name}
    return bool(session.target.validators.check(schema, rest, "request"))


def _repeats(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    first = yield from updated(session, operation, held)
    if first is None or not isinstance(first.call.body, dict):
        return ()
    once = shown((yield from read(session, held.thing, held.who)), held.thing)
    call = yield from changing(session, operation, held, once, {})
    if call is None:
        return ()
    second = yield from session.send(call.with_(body=first.call.body))
    if not succeeded(second):
        return ()
    after = yield from read(session, held.thing, held.who)
    twice = shown(after, held.thing)
    moved = [
        one.name for one in first.fields if one.name in once and one.name in twice and once[one.name] != twice[one.name]
    ]
    if not moved:
        return ()
    message = f"Expected the same PUT twice to leave {moved[0]} as once does; the next read shows another value."
    return (session.finding(REPEATS, case, message, (first.exchange, second, after), where=joined(moved[0])),)


_ASKS: dict[str, Ask] = {
    LOST.name: _lost,
    RESETS.name: _resets,
    NULL.name: _null,
    MERGES.name: _merges,
    REPEATS.name: _repeats,
}
PROBE = Probe(name="updates", rules=(LOST, RESETS, NULL, MERGES, REPEATS), cases=cases, run=run)
