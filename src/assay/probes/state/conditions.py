"""Conditional requests: a change is made only to the version that was meant, and an ETag tells versions apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.probe import Probe
from assay.probes.providing import ready, succeeded
from assay.probes.resources import Resource
from assay.probes.session import Session
from assay.probes.state.prose import declares, quoted, says
from assay.probes.state.things import Held, brought, is_cached, read, resource_at, shown, status_of, updates_of
from assay.probes.state.updating import updated
from assay.probes.target import Target

STALE = Rule(
    name="stale-etag-taken",
    title="A change that is meant for another version is made",
    law="With an If-Match that the thing does not have, nothing is done (RFC 9110, 13.1.1)",
    severity="high",
    basis="declared",
    assumes="The contract names If-Match for the operation, and reads answer with an ETag.",
)
OPTIONAL = Rule(
    name="if-match-optional",
    title="A change without the required If-Match is made",
    law="Where If-Match is required, a request without it is refused (RFC 6585, 3)",
    severity="medium",
    basis="declared",
    assumes="The contract marks the header as required, declares 428, or says so in words.",
)
UNFOUNDED = Rule(
    name="not-modified-unfounded",
    title="304 for a version that the caller does not have",
    law="304 is answered only where If-None-Match holds the present ETag (RFC 9110, 13.1.2)",
    severity="high",
    basis="effect",
    assumes="None: an ETag that nobody ever gave cannot be the present one.",
)
IGNORED = Rule(
    name="if-none-match-ignored",
    title="If-None-Match with the present ETag gets the whole answer",
    law="Where the contract declares it, the present ETag in If-None-Match is answered 304",
    severity="low",
    basis="declared",
    assumes="The operation declares If-None-Match and 304, and its ETag is the same in two reads on end.",
)
STILL = Rule(
    name="etag-stands-still",
    title="A thing changes and its ETag does not",
    law="Another representation has another ETag (RFC 9110, 8.8.3)",
    severity="high",
    basis="effect",
    assumes="The change is one that the same read shows, in a field that was sent. A weak ETag may stand for several "
    "representations: there it is only inferred.",
)
Ask = Callable[[Session, Case, Operation, Held], Program[tuple[Finding, ...]]]


def cases(target: Target) -> Iterator[Case]:
    """Reads that have an ETag, and changes that are made on a condition."""
    for resource in target.resources.all:
        if resource.create is None or resource.read is None:
            continue
        yield from _of_read(resource, resource.read)
        for operation in (*updates_of(resource), *resource.below, resource.remove):
            if operation is None or not is_conditional(operation):
                continue
            yield _case(operation, STALE, "a stale ETag in If-Match", resource, 7, 78)
            if is_required(operation):
                yield _case(operation, OPTIONAL, "without If-Match", resource, 4, 74)


def _of_read(resource: Resource, operation: Operation) -> Iterator[Case]:
    asked, kept = _has(operation, "if-none-match"), declares(operation, "304")
    has_etag = any(header.name.lower() == "etag" for one in operation.answers for header in one.headers)
    if asked or kept or has_etag:
        yield _case(operation, UNFOUNDED, "an ETag that nobody gave in If-None-Match", resource, 4, 66)
        if next(updates_of(resource), None) is not None:
            yield _case(operation, STILL, "the ETag after a change", resource, 5, 72)
    if asked and kept:
        yield _case(operation, IGNORED, "the present ETag in If-None-Match", resource, 4, 55)


def _has(operation: Operation, header: str) -> bool:
    return any(one.place == "header" and one.name.lower() == header for one in operation.parameters)


def is_conditional(operation: Operation) -> bool:
    """Whether the contract says that an operation looks at If-Match."""
    said = declares(operation, "412") and bool(says(operation, r"\bif-match\b", r"\betag\b"))
    return operation.method not in ("GET", "HEAD") and (_has(operation, "if-match") or said)


def is_required(operation: Operation) -> bool:
    """Whether the contract says that an operation wants If-Match."""
    marked = any(one.required and one.name.lower() == "if-match" for one in operation.parameters)
    said = says(
        operation, r"\bif-match\b.{0,40}\b(?:required|must|mandatory)\b", r"\bwithout (?:it|if-match)\b.{0,20}428"
    )
    return marked or declares(operation, "428") or bool(said)


def _case(operation: Operation, rule: Rule, what: str, resource: Resource, sends: int, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where="If-None-Match" if rule in (UNFOUNDED, IGNORED) else "ETag" if rule is STILL else "If-Match",
        sends=sends,
        weight=weight,
        writes=True,
        tags=operation.tags,
        data=resource.item,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """On a new thing whose read has an ETag."""
    operation = session.target.operation(case.operation)
    resource = resource_at(session.target, case.data)
    worked = next(updates_of(resource), operation) if case.rule == STILL.name else operation
    held = yield from brought(session, worked, resource)
    if held is None:
        return ()
    return (yield from _ASKS[case.rule](session, case, operation, held))


def etag_of(exchange: Exchange) -> str:
    """The ETag of an answer; empty where it has none."""
    return (exchange.response.header("etag") or "" if exchange.response else "").strip()


def _stale(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    old = etag_of((yield from read(session, held.thing, held.who)))
    if not old:
        return ()
    stale = yield from _outdated(session, held, old)
    draft = yield from ready(session, operation, held.who, thing=held.thing, variant=_variant(session, operation))
    if draft is None:
        return ()
    attempt = yield from session.send(draft.call.with_header("If-Match", stale))
    if not succeeded(attempt):
        return ()
    which = "an ETag from before a change" if stale == old else "an ETag that nobody ever gave"
    message = f"Expected 412 for {which} in If-Match; the answer is {status_of(attempt)}."
    said = says(operation, r"\b412\b", r"\bif-match\b")
    return (session.finding(STALE, case, quoted(message, said), (attempt,)),)


def _variant(session: Session, operation: Operation) -> int:
    return session.variants.get(operation.name, 0)


def _outdated(session: Session, held: Held, old: str) -> Program[str]:
    """The ETag that a thing had before it was changed; one that nobody gave where it cannot be changed."""
    for operation in updates_of(held.thing.resource):
        if held.who in session.able(operation.name):
            update = yield from updated(session, operation, held)
            now = etag_of((yield from read(session, held.thing, held.who)))
            if update is not None and now not in ("", old):
                return old
    return f'"{session.token()}"'


def _optional(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    if not etag_of((yield from read(session, held.thing, held.who))):
        return ()
    draft = yield from ready(session, operation, held.who, thing=held.thing, variant=_variant(session, operation))
    if draft is None:
        return ()
    attempt = yield from session.send(draft.call.without_header("If-Match"))
    if not succeeded(attempt):
        return ()
    message = f"Expected a refusal without If-Match, which is required; the answer is {status_of(attempt)}."
    said = says(operation, r"\bif-match\b.{0,60}\b(?:required|428|must)\b", r"\b428\b")
    return (session.finding(OPTIONAL, case, quoted(message, said), (attempt,)),)


def _asked(session: Session, operation: Operation, held: Held, etag: str) -> Program[Exchange]:
    call = Call(operation=operation, identity=held.who, path=held.thing.path, headers={"If-None-Match": etag})
    return (yield from session.send(call))


def _unfounded(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    attempt = yield from _asked(session, operation, held, f'"{session.token()}"')
    if status_of(attempt) != 304:
        return ()
    message = "Expected the whole answer for an ETag that nobody ever gave; the answer is 304."
    return (session.finding(UNFOUNDED, case, message, (attempt,)),)


def _ignored(session: Session, case: Case, operation: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    first = etag_of((yield from read(session, held.thing, held.who)))
    second = etag_of((yield from read(session, held.thing, held.who)))
    if not first or first != second:
        return ()
    attempt = yield from _asked(session, operation, held, first)
    if status_of(attempt) != 200 or etag_of(attempt) != first:
        return ()
    message = (
        f"Expected 304 for the present ETag in If-None-Match; the answer is {status_of(attempt)}, with the same ETag."
    )
    said = says(operation, r"\b304\b", r"\bif-none-match\b")
    return (session.finding(IGNORED, case, quoted(message, said), (attempt,)),)


def _still(session: Session, case: Case, _: Operation, held: Held) -> Program[tuple[Finding, ...]]:
    first = yield from read(session, held.thing, held.who)
    old = etag_of(first)
    update = (yield from _update(session, held)) if old else None
    if update is None:
        return ()
    after = yield from read(session, held.thing, held.who)
    before, later = shown(first, held.thing), shown(after, held.thing)
    moved = [name for name in update if name in later and later[name] != before.get(name)]
    if not moved or etag_of(after) != old or is_cached(after):
        return ()
    message = f"Expected another ETag after {moved[0]} changed, which the read shows; it is the same as before."
    basis: Basis = "inferred" if old.startswith("W/") else "effect"
    return (session.finding(STILL, case, message, (first, after), basis=basis),)


def _update(session: Session, held: Held) -> Program[tuple[str, ...] | None]:
    for operation in updates_of(held.thing.resource):
        if held.who in session.able(operation.name):
            update = yield from updated(session, operation, held)
            if update is not None:
                return tuple(one.name for one in update.fields)
    return None


_ASKS: dict[str, Ask] = {
    STALE.name: _stale,
    OPTIONAL.name: _optional,
    UNFOUNDED.name: _unfounded,
    IGNORED.name: _ignored,
    STILL.name: _still,
}
PROBE = Probe(name="conditions", rules=(STALE, OPTIONAL, UNFOUNDED, IGNORED, STILL), cases=cases, run=run)
