"""What a method promises beside its effect: null in a merge patch, the whole by PUT, and the same twice by PUT."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.pointer import MISSING, joined
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.state.prose import quoted, says
from assay.probes.state.things import Held, is_cached, read, settled, shown, status_of
from assay.probes.state.updating import Ask, all_updates, asked, changing, updated
from assay.probes.state.values import alike, is_default
from assay.probes.target import Target

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
    r"\b(?:left out|omitted|not (?:sent|named|given|provided|included|specified)|missing|absent)\b.{0,60}"
    r"\b(?:default|null|reset|removed|cleared|empty)",
    r"\breplaces? the (?:whole|entire|complete)\b",
    r"\bfull replacement\b",
)


def cases(target: Target) -> Iterator[Case]:
    """For each update, the rules that fit its method and what the contract says of it."""
    for operation, resource in all_updates(target):
        for rule in _rules(operation):
            yield _case(operation, rule, resource.item)


def _rules(operation: Operation) -> Iterable[Rule]:
    if operation.method == "PATCH":
        media = operation.body.media if operation.body else ()
        merge = any("merge-patch" in one.type for one in media) or says(operation, *MERGE_PATCH)
        return (NULL,) if merge else ()
    return (REPEATS, *((MERGES,) if says(operation, *REPLACES) else ()))


def _case(operation: Operation, rule: Rule, item: str) -> Case:
    what = {
        NULL: "null takes a value away",
        MERGES: "what is left out is not kept",
        REPEATS: "the same twice is the same",
    }[rule]
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        sends={NULL: 7, MERGES: 6, REPEATS: 6}[rule],
        weight={NULL: 60, MERGES: 64, REPEATS: 66}[rule],
        writes=True,
        tags=operation.tags,
        data=item,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """As an update is asked."""
    return (yield from asked(session, case, _ASKS[case.rule]))


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


_ASKS: dict[str, Ask] = {NULL.name: _null, MERGES.name: _merges, REPEATS.name: _repeats}
PROBE = Probe(name="replacing", rules=(NULL, MERGES, REPEATS), cases=cases, run=run)
