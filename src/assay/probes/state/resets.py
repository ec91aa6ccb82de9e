"""A change of one field moves nothing else that the client wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.contract.kinds import kinds
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.pointer import MISSING, joined
from assay.probes.probe import Probe
from assay.probes.providing import some, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.things import Held, moves_alone, read, shown
from assay.probes.state.updating import all_updates, asked, changing, updated
from assay.probes.state.values import Field, changes, is_default, writable
from assay.probes.target import Target

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
DERIVED = frozenset({"slug", "handle", "path", "url", "uri", "summary", "excerpt", "search", "full", "display", "key"})
"""Words of fields that an API may make anew from other ones, although the client may write them."""


def cases(target: Target) -> Iterator[Case]:
    """Each update by PATCH."""
    for operation, resource in ((one, thing) for one, thing in all_updates(target) if one.method == "PATCH"):
        yield Case(
            probe=PROBE.name,
            rule=RESETS.name,
            operation=operation.name,
            what="a change of one field leaves the others",
            sends=12,
            weight=80,
            writes=True,
            tags=operation.tags,
            data=resource.item,
        )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """As an update is asked."""
    return (yield from asked(session, case, _resets))


def _resets(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    """Everything is given a value first; then one field at a time is changed, and what became empty is looked for."""
    first = yield from updated(session, operation, held)
    if first is None:
        return ()
    yield from _referring(session, operation, held)
    written = {one.name: one for one in first.fields}
    now = shown((yield from read(session, held.thing, held.who)), held.thing)
    if (yield from _mapped(session, operation, held, now)):
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


def _mapped(session: Session, operation: Operation, held: Held, now: dict[str, Any]) -> Program[bool]:
    """Whether objects that are empty (maps: metadata, labels, settings) could be given a value, of our own keys."""
    target, filled = session.target, False
    for name, schema in writable(target, operation).items():
        if now.get(name, 0) not in (None, {}) or kinds(schema, target.contract.definitions) - {"null"} != {"object"}:
            continue
        value = {session.token()[-8:]: session.token()}
        if not target.validators.check(schema, value, "request"):
            call = yield from changing(session, operation, held, now, {name: value})
            filled |= call is not None and succeeded((yield from session.send(call)))
    return filled


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


PROBE = Probe(name="resets", rules=(RESETS,), cases=cases, run=run)
