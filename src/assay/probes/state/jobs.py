"""What is accepted comes to an end, and its result is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.state.laws import state_fields
from assay.probes.state.making import good, made_by
from assay.probes.state.prose import declares, quoted, says
from assay.probes.state.things import settled, shown, status_of
from assay.probes.state.walks import GOOD, PAUSES, Walk
from assay.probes.target import Target

ENDLESS = Rule(
    name="job-never-ends",
    title="A job that was accepted does not end",
    law="What is answered 202 comes to an end, good or bad",
    severity="high",
    basis="inferred",
    assumes="A job of ordinary size ends within 10 seconds. One that takes longer says so with Retry-After, or shows "
    "that it gets on: where anything else but moments moves in its status, nothing is claimed.",
)
EMPTY = Rule(
    name="job-without-result",
    title="A job says that it is done and has no result",
    law="Once a job says that it succeeded, the result that the contract names is there",
    severity="high",
    basis="declared",
    assumes="The contract has a field or a path for the result; it may come a second after the state says so. Where "
    "its words say nothing of a result, a field of that name which stays null is only inferred to be empty.",
)
BACKWARDS = Rule(
    name="job-goes-back",
    title="A job returns to a state that it had left",
    law="The states of a job follow each other, as the contract says",
    severity="medium",
    basis="declared",
    assumes="The contract says in words that states never go back. A job that is tried again may otherwise.",
)
RESULT = frozenset({"result", "results", "output", "outcome", "download", "report", "file"})
NEVER_BACK = (r"\bnever (?:goes? )?back(?:wards)?\b", r"\bonly (?:ever )?forwards?\b")


def cases(target: Target) -> Iterator[Case]:
    """Operations that accept work."""
    for operation in target.operations:
        if operation.method not in ("POST", "PUT", "PATCH"):
            continue
        resource = target.resources.made_by(operation)
        has_status = resource is not None and bool(state_fields(target, resource))
        if declares(operation, "202") and has_status:
            for rule in (ENDLESS, EMPTY, BACKWARDS):
                yield _case(operation, rule)


def _case(operation: Operation, rule: Rule) -> Case:
    what = {
        ENDLESS: "it comes to an end",
        EMPTY: "it has a result in the end",
        BACKWARDS: "its states do not go back",
    }[rule]
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        sends={ENDLESS: 7, EMPTY: 8, BACKWARDS: 7}[rule],
        weight={ENDLESS: 65, EMPTY: 70, BACKWARDS: 45}[rule],
        writes=True,
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Start what the case says as whoever can, and look at it."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    call = (yield from good(session, operation, able[0])) if able else None
    if call is None:
        return ()
    exchange = yield from session.send(call)
    made = made_by(session, call, exchange)
    if made is None or status_of(exchange) != 202 or made.resource.read is None:
        return ()
    walk = Walk(made, tuple(state_fields(session.target, made.resource)))
    walk.take(exchange)
    yield from walk.go(session, call.identity)
    return (yield from _ASKS[case.rule](session, case, walk, exchange))


Ask = Callable[[Session, Case, Walk, Exchange], Program[tuple[Finding, ...]]]


def _endless(session: Session, case: Case, walk: Walk, started: Exchange) -> Program[tuple[Finding, ...]]:
    yield from ()
    last = walk.last
    if walk.ended or not walk.states or last is None or not walk.patient or len(walk.looks) < len(PAUSES):
        return ()
    if walk.looks[-1] != walk.looks[-3]:
        return ()
    message = f"Expected the job to end; it is still {walk.states[-1]} after 10 seconds, and nothing in it moves."
    return (session.finding(ENDLESS, case, message, (started, last)),)


def _empty(session: Session, case: Case, walk: Walk, started: Exchange) -> Program[tuple[Finding, ...]]:
    last = walk.last
    if walk.ended not in GOOD or last is None or walk.made.resource.read is None:
        return ()
    who = started.request.identity or ""
    said = says(walk.made.resource.read, r"\bresult\b") or says(session.target.operation(case.operation), r"\bresult\b")
    for name in [name for name in shown(last, walk.made) if _is_result(name, said)]:

        def there(exchange: Exchange, name: str = name) -> bool:
            return shown(exchange, walk.made).get(name) is not None

        after = yield from settled(session, walk.made, session.target.identity(who), there)
        if succeeded(after) and not there(after):
            message = f"Expected {name} to be there, since the job is {walk.ended}; it is null."
            evidence, basis = (started, after), _basis(said)
            return (session.finding(EMPTY, case, quoted(message, said), evidence, where=joined(name), basis=basis),)
    return (yield from _no_result_below(session, case, walk, session.target.identity(who)))


def _is_result(name: str, said: str) -> bool:
    """Whether a field is the result: by its very name where the contract says nothing of it."""
    return bool(RESULT & set(words_of(name))) if said else name.lower() in ("result", "results", "output", "outcome")


def _basis(said: str) -> Basis:
    return "declared" if said else "inferred"


def _no_result_below(session: Session, case: Case, walk: Walk, who: Identity) -> Program[tuple[Finding, ...]]:
    """The path below the job that the contract has for its result."""
    for operation in walk.made.resource.below:
        last = operation.path.rstrip("/").rpartition("/")[2]
        if operation.method != "GET" or not RESULT & set(words_of(last)):
            continue
        attempt = yield from session.send(Call(operation=operation, identity=who, path=walk.made.path))
        if status_of(attempt) in (409, 425, 503):
            yield Sleep(seconds=1.0)
            attempt = yield from session.send(Call(operation=operation, identity=who, path=walk.made.path))
        response = attempt.response
        if response is not None and (response.status in (404, 409, 410, 425) or not_anything(attempt)):
            message = f"Expected {operation.name} to answer the result, since the job is {walk.ended}; "
            message += f"the answer is {response.status}{'' if response.body else ' without content'}."
            return (session.finding(EMPTY, case, message, (attempt,), where=last),)
    return ()


def not_anything(exchange: Exchange) -> bool:
    """Whether a success has no content at all."""
    response = exchange.response
    return succeeded(exchange) and response is not None and response.body.strip() in (b"", b"null")


def _backwards(session: Session, case: Case, walk: Walk, started: Exchange) -> Program[tuple[Finding, ...]]:
    yield from ()
    reader = walk.made.resource.read
    said = says(reader, *NEVER_BACK) if reader else ""
    again = next((one for number, one in enumerate(walk.states) if one in walk.states[:number]), "")
    if not said or not again or walk.last is None:
        return ()
    message = f"Expected no state twice; the job went {', '.join(walk.states)}."
    return (session.finding(BACKWARDS, case, quoted(message, said), (started, walk.last)),)


_ASKS: dict[str, Ask] = {ENDLESS.name: _endless, EMPTY.name: _empty, BACKWARDS.name: _backwards}
PROBE = Probe(name="jobs", rules=(ENDLESS, EMPTY, BACKWARDS), cases=cases, run=run)
