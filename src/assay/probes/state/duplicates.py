"""A second thing where there may be only one: the same creation again, and the same value of a unique field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.objects import Made
from assay.probes.pointer import MISSING, joined
from assay.probes.probe import Probe
from assay.probes.providing import content_of
from assay.probes.session import Session
from assay.probes.state.making import again, begun, field_of, made_by
from assay.probes.state.prose import quoted, says
from assay.probes.state.things import itself
from assay.probes.state.unique import ONCE, unique_fields, unique_sentence
from assay.probes.target import Target

DUPLICATE = Rule(
    name="duplicate-accepted",
    title="What may be there once is made twice",
    law="A second thing that may be there only once is refused, as the contract says",
    severity="high",
    basis="declared",
    assumes="The contract says which field is unique, or that a second one is refused. The one who made the first "
    "makes the second, at the same path: whatever `unique` is within, it holds both.",
)
NUMBER = Rule(
    name="number-repeated",
    title="Two things have the same value of a unique field",
    law="A field that the server sets and the contract calls unique is different in every thing",
    severity="high",
    basis="declared",
    assumes="The contract's words name the field just before they call it unique.",
)


def cases(target: Target) -> Iterator[Case]:
    """Creations of what is unique, and the unique fields that the server sets."""
    for operation in target.operations:
        if target.resources.made_by(operation) is None or operation.method != "POST":
            continue
        for field in unique_fields(operation, _sent(target, operation)):
            yield _case(operation, DUPLICATE, f"a second one with the same {field}", 4, 79, joined(field))
        if says(operation, *ONCE):
            yield _case(operation, DUPLICATE, "the same a second time", 4, 78, "")
        for field in _set_by_the_server(target, operation):
            yield _case(operation, NUMBER, f"two with the same {field}", 2, 60, joined(field))


def _sent(target: Target, operation: Operation) -> tuple[str, ...]:
    media = media_of(operation)
    return tuple(properties(media.schema, target.contract.definitions)) if media else ()


def _set_by_the_server(target: Target, operation: Operation) -> tuple[str, ...]:
    sent = set(_sent(target, operation))
    for one in operation.answers:
        if one.status in ("200", "201") and one.media:
            fields = tuple(properties(one.media[0].schema, target.contract.definitions))
            return unique_fields(operation, tuple(name for name in fields if name not in sent and name != "id"))
    return ()


def _case(operation: Operation, rule: Rule, what: str, sends: int, weight: int, where: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where=where,
        sends=sends,
        weight=weight,
        writes=True,
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """In the name of whoever can make such things."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    if not able:
        return ()
    ask = _duplicate if case.rule == DUPLICATE.name else _number
    return (yield from ask(session, case, operation, able[0]))


def _duplicate(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    field = field_of(case)
    begin = yield from begun(session, operation, who)
    second_call = (yield from again(session, operation, who, begin.call, field)) if begin is not None else None
    if begin is None or second_call is None:
        return ()
    one, first = begin.made, begin.exchange
    second = yield from session.send(second_call)
    other = made_by(session, second_call, second)
    if other is None or other.id == one.id or not _both_kept(content_of(first), content_of(second), one, other, field):
        return ()
    said = unique_sentence(operation, field) if field else says(operation, *ONCE)
    what = f"with the same {field}" if field else "of the same"
    message = f"Expected a second {one.resource.name} {what} to be refused; it was made."
    return (session.finding(DUPLICATE, case, quoted(message, said), (first, second)),)


def _both_kept(first: Any, second: Any, one: Made, other: Made, field: str) -> bool:
    """Whether the second thing really has the same value: an API may make another one of it."""
    told, again_told = itself(first, one).get(field, MISSING), itself(second, other).get(field, MISSING)
    return not field or told == again_told


def _number(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    field = field_of(case)
    found = []
    for _ in range(2):
        one = yield from begun(session, operation, who)
        if one is None:
            return ()
        found.append((one.made, one.exchange, itself(content_of(one.exchange), one.made).get(field)))
    (thing, first, value), (other, second, same) = found
    if value is None or value != same or thing.id == other.id:
        return ()
    message = f"Expected {field} to be different in every {thing.resource.name}; two that were made now have the same."
    said = unique_sentence(operation, field)
    return (session.finding(NUMBER, case, quoted(message, said), (first, second)),)


PROBE = Probe(name="duplicates", rules=(DUPLICATE, NUMBER), cases=cases, run=run)
