"""The same request a second time with the same key: one thing, its maker's, and for one body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.state.making import begun, good, key_of, made_by
from assay.probes.state.prose import quoted, says
from assay.probes.state.things import read, refused
from assay.probes.state.values import changes
from assay.probes.target import Target

_KEY = "The contract names a header for keys of repeated requests (Idempotency-Key or a name like it)."
KEY = Rule(
    name="idempotency-key-ignored",
    title="The same request with the same key makes a second thing",
    law="A request that is sent again with its Idempotency-Key does nothing a second time",
    severity="high",
    basis="declared",
    assumes=f"{_KEY} The second request may be answered as the first, or refused.",
)
SHARED = Rule(
    name="idempotency-key-shared",
    title="A key gives the thing of another caller",
    law="A key is its caller's: another caller with the same key gets nothing of the first one's",
    severity="critical",
    basis="effect",
    assumes=f"{_KEY} Keys may be shared by those who may read each other's things; it is claimed only where a direct "
    "read of the thing is refused.",
)
OTHER = Rule(
    name="idempotency-key-reused",
    title="Another request with the same key gets the first answer",
    law="A key that was used for another body is refused, as the contract says",
    severity="medium",
    basis="declared",
    assumes="The contract says in words that another body with the same key is refused. Where a second thing is made, "
    "the key itself is not looked at, which is another rule's.",
)
REUSED = (
    r"\b(?:other|another|different|changed)\b.{0,40}\b(?:body|payload|request|content|parameters)\b.{0,60}\b(?:4\d\d|refused|rejected|conflict|error)\b",
)
Ask = Callable[[Session, Case, Operation, Identity], Program[tuple[Finding, ...]]]


def cases(target: Target) -> Iterator[Case]:
    """Each creation with a key."""
    for operation in target.operations:
        if target.resources.made_by(operation) is None or operation.method != "POST":
            continue
        if key_of(operation) is not None:
            yield _case(operation, KEY, "the same twice with one key", 4, 84)
            yield _case(operation, SHARED, "another's key", 5, 86)
            if says(operation, *REUSED):
                yield _case(operation, OTHER, "another body with the same key", 4, 66)


def _case(operation: Operation, rule: Rule, what: str, sends: int, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where="Idempotency-Key",
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
    return (yield from _ASKS[case.rule](session, case, operation, able[0]))


def keyed(session: Session, operation: Operation, who: Identity) -> Program[Call | None]:
    """A call that makes a thing, with a key of its own."""
    call, key = (yield from good(session, operation, who)), key_of(operation)
    if call is None or key is None:
        return None
    return call.with_header(key.name, call.headers.get(key.name) or session.token())


def _twice(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    begin = yield from begun(session, operation, who, keyed)
    if begin is None:
        return ()
    one, first = begin.made, begin.exchange
    second = yield from session.send(begin.call)
    other = made_by(session, begin.call, second)
    if other is None or one.id == other.id:
        return ()
    name = one.resource.name
    message = f"Expected the same request with the same key to make one {name}; the second answer tells of another one."
    said = says(operation, r"\bidempoten", r"\bsame request\b")
    return (session.finding(KEY, case, quoted(message, said), (first, second)),)


def _shared(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    for stranger in _strangers(session, operation, who):
        begin = yield from begun(session, operation, who, keyed)
        if begin is None:
            return ()
        call, first, made = begin.call, begin.exchange, begin.made
        if made.resource.read is None or not refused((yield from read(session, made, stranger))):
            continue
        for attempt in (yield from _attempts(session, operation, call, stranger)):
            other = made_by(session, call.as_(stranger), attempt)
            if other is not None and other.id == made.id:
                message = (
                    f"Expected {stranger.name} to get nothing of {who.name}'s with the same key; the answer is the "
                    f"{made.resource.name} of {who.name}, which {stranger.name} may not read."
                )
                return (session.finding(SHARED, case, message, (first, attempt)),)
    return ()


def _strangers(session: Session, operation: Operation, who: Identity) -> list[Identity]:
    """Others who can make such things: a colleague and a foreigner."""
    others = [one for one in session.able(operation.name) if one.name != who.name]
    same = [one for one in others if one.tenant == who.tenant][:1]
    return same + [one for one in others if one.tenant != who.tenant][:1]


def _attempts(session: Session, operation: Operation, call: Call, stranger: Identity) -> Program[list[Exchange]]:
    """The stranger with the key: first with the same request, then with an own one."""
    sent = [(yield from session.send(call.as_(stranger)))]
    key = key_of(operation)
    own = yield from good(session, operation, stranger)
    if own is not None and key is not None:
        sent.append((yield from session.send(own.with_header(key.name, call.headers.get(key.name)))))
    return sent


def _other(session: Session, case: Case, operation: Operation, who: Identity) -> Program[tuple[Finding, ...]]:
    begin = yield from begun(session, operation, who, keyed)
    if begin is None or not isinstance(begin.call.body, dict):
        return ()
    call, one, first = begin.call, begin.made, begin.exchange
    fields = [one for one in changes(session, operation, call.body) if call.body.get(one.name) is not None]
    if not fields:
        return ()
    second = yield from session.send(call.with_(body={**call.body, fields[0].name: fields[0].new}))
    other = made_by(session, call, second)
    if other is None or one.id != other.id:
        return ()
    message = f"Expected another {fields[0].name} with the same key to be refused; the answer is the first one."
    return (session.finding(OTHER, case, quoted(message, says(operation, *REUSED)), (first, second)),)


_ASKS: dict[str, Ask] = {
    KEY.name: _twice,
    SHARED.name: _shared,
    OTHER.name: _other,
}
PROBE = Probe(name="repeats", rules=(KEY, SHARED, OTHER), cases=cases, run=run)
