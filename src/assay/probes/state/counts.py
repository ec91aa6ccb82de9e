"""A field that counts the parts of a thing says how many of them its list holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.objects import Made, id_in, items_in
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import content_of, ready, succeeded
from assay.probes.resources import Resource, singular, words_of
from assay.probes.session import Session
from assay.probes.state.making import made_by
from assay.probes.state.things import Held, brought, is_cached, resource_at, settled, shown
from assay.probes.target import Target

COUNT = Rule(
    name="wrong-count",
    title="A thing counts its parts wrongly",
    law="A field that counts the parts of a thing is the number of those that its list holds",
    severity="medium",
    basis="effect",
    assumes="A number that is named after the parts with `count`, `number of` or `total` counts them all. It is asked "
    "of a new thing whose list holds just the parts that were made now, for who made them; it may follow a second "
    "later. Where the list shows others, or fewer, nothing is claimed.",
)
_COUNTS = frozenset({"count", "num", "number", "total", "of", "n", "counter"})
PARTS = 2


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What a thing has parts of, and the field that counts them."""

    item: str
    add: str
    list: str
    field: str


def cases(target: Target) -> Iterator[Case]:
    """Each number in a thing's read that is named after what can be made and listed below it."""
    for resource in target.resources.all:
        if resource.create is None or resource.read is None:
            continue
        for parts in _counted(target, resource, resource.read):
            yield Case(
                probe=PROBE.name,
                rule=COUNT.name,
                operation=resource.read.name,
                what=f"{parts.field} against the list",
                where=joined(parts.field),
                sends=7,
                weight=62,
                writes=True,
                tags=resource.read.tags,
                data=parts,
            )


def _counted(target: Target, resource: Resource, read: Operation) -> Iterator[Parts]:
    fields = list(_fields(target, read))
    for add in resource.below:
        part = target.resources.made_by(add)
        listed = next((one for one in resource.below if one.method == "GET" and one.path == add.path), None)
        if part is None or add.method != "POST" or listed is None:
            continue
        for name in fields:
            if counts(name, part.name):
                yield Parts(item=resource.item, add=add.name, list=listed.name, field=name)


def _fields(target: Target, read: Operation) -> Iterator[str]:
    """The names in an answer, those in its envelope as well."""
    definitions = target.contract.definitions
    for answer in read.answers:
        for media in answer.media if answer.status == "200" else ():
            own = properties(media.schema, definitions)
            yield from own
            for inner in own.values():
                yield from properties(inner, definitions)


def counts(field: str, noun: str) -> bool:
    """Whether a field is named as the number of such things: `commentCount`, `num_comments`, `total_comments`."""
    words = words_of(field)
    rest = [singular(word) for word in words if word not in _COUNTS]
    return len(rest) < len(words) and "_".join(rest) == noun


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A new thing gets two parts, and loses one again where that is possible."""
    parts: Parts = case.data
    add = session.target.operation(parts.add)
    held = yield from brought(session, add, resource_at(session.target, parts.item))
    if held is None:
        return ()
    made = []
    for _ in range(PARTS):
        one = yield from _added(session, add, held)
        if one is None:
            return ()
        made.append(one)
    found = yield from _compared(session, case, held, made)
    if found or not (yield from _taken_away(session, made[0], held.who)):
        return found
    return (yield from _compared(session, case, held, made[1:]))


def _added(session: Session, add: Operation, held: Held) -> Program[Made | None]:
    variant = session.variants.get(add.name, 0)
    draft = yield from ready(session, add, held.who, variant=variant, thing=held.thing)
    if draft is None:
        return None
    return made_by(session, draft.call, (yield from session.send(draft.call)))


def _taken_away(session: Session, part: Made, who: Identity) -> Program[bool]:
    remove = part.resource.remove
    draft = (yield from ready(session, remove, who, thing=part)) if remove is not None else None
    if draft is None or not succeeded((yield from session.send(draft.call))):
        return False
    session.gone.add((part.resource.item, part.id))
    return True


def _compared(session: Session, case: Case, held: Held, made: list[Made]) -> Program[tuple[Finding, ...]]:
    """The count, as long as the list holds just these parts before and after it is read."""
    parts: Parts = case.data

    def told(exchange: Exchange) -> Any:
        return shown(exchange, held.thing).get(parts.field)

    if not (yield from _lists_just(session, parts, held, made)):
        return ()
    after = yield from settled(session, held.thing, held.who, lambda one: bool(told(one) == len(made)))
    count = told(after)
    is_number = isinstance(count, int) and not isinstance(count, bool)
    if not is_number or count == len(made) or is_cached(after):
        return ()
    if not (yield from _lists_just(session, parts, held, made)):
        return ()
    message = f"Expected {parts.field} to be {len(made)}, as many as the list holds; it is {count}."
    return (session.finding(COUNT, case, message, (after,)),)


def _lists_just(session: Session, parts: Parts, held: Held, made: list[Made]) -> Program[bool]:
    call = Call(operation=session.target.operation(parts.list), identity=held.who, path=held.thing.path)
    answer = yield from session.send(call)
    if not succeeded(answer):
        return False
    found = [str(id_in(item, made[0].resource)) for item in items_in(content_of(answer))]
    return sorted(found) == sorted(one.id for one in made)


PROBE = Probe(name="counts", rules=(COUNT,), cases=cases, run=run)
