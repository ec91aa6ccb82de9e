"""What is accepted comes to an end, its result is there, and where it is said to be there is something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from assay.contract.matching import Match
from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.objects import Made
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.state.laws import state_fields
from assay.probes.state.making import good, made_by
from assay.probes.state.prose import declares, quoted, says
from assay.probes.state.things import is_gone, read, settled, shown, status_of
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
    assumes="The contract has a field or a path for the result; it may come a second after the state says so.",
)
BACKWARDS = Rule(
    name="job-goes-back",
    title="A job returns to a state that it had left",
    law="The states of a job follow each other, as the contract says",
    severity="medium",
    basis="declared",
    assumes="The contract says in words that states never go back. A job that is tried again may otherwise.",
)
NOWHERE = Rule(
    name="location-leads-nowhere",
    title="A Location leads to nothing",
    law="The Location of 201 and 202 names what was made (RFC 9110, 10.2.2)",
    severity="medium",
    basis="effect",
    assumes="Location may be relative or absolute, and may lead to another host, which is not asked, or have a "
    "query. What was made may show a second later. A 202 may lead to what the contract does not tell of.",
)
WAITING = frozenset(
    {
        "accepted",
        "created",
        "enqueued",
        "in_progress",
        "inprogress",
        "new",
        "pending",
        "processing",
        "queued",
        "running",
    }
    | {"scheduled", "started", "submitted", "waiting", "working"}
)
GOOD = frozenset({"complete", "completed", "done", "finished", "ok", "ready", "succeeded", "success", "successful"})
RESULT = frozenset({"result", "results", "output", "outcome", "download", "report", "file"})
PAUSES = (0.05, 0.05, 0.1, 0.1, 0.2, 0.5, 1.0, 2.0, 2.0, 2.0, 2.0)
"""Seconds between looks at a job: ten in all."""
NEVER_BACK = (r"\bnever (?:goes? )?back(?:wards)?\b", r"\bonly (?:ever )?forwards?\b")


def cases(target: Target) -> Iterator[Case]:
    """Operations that accept work, and all that make something."""
    for operation in target.operations:
        if operation.method not in ("POST", "PUT", "PATCH"):
            continue
        resource = target.resources.made_by(operation)
        has_status = resource is not None and bool(state_fields(target, resource))
        if declares(operation, "202") and has_status:
            for rule in (ENDLESS, EMPTY, BACKWARDS):
                yield _case(operation, rule)
        if resource is not None and operation.method == "POST":
            yield _case(operation, NOWHERE)


def _case(operation: Operation, rule: Rule) -> Case:
    what = {
        ENDLESS: "it comes to an end",
        EMPTY: "it has a result in the end",
        BACKWARDS: "its states do not go back",
        NOWHERE: "its Location leads to what was made",
    }[rule]
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where="Location" if rule is NOWHERE else "",
        sends={ENDLESS: 7, EMPTY: 8, BACKWARDS: 7, NOWHERE: 2}[rule],
        weight={ENDLESS: 65, EMPTY: 70, BACKWARDS: 45, NOWHERE: 58}[rule],
        writes=True,
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Start what the case says as whoever can, and look at it."""
    operation = session.target.operation(case.operation)
    able = session.able(operation.name)
    call = (yield from _good(session, operation, able[0])) if able else None
    if call is None:
        return ()
    exchange = yield from session.send(call)
    made = made_by(session, call, exchange)
    if case.rule == NOWHERE.name:
        return (yield from _located(session, case, call, exchange, made))
    if made is None or status_of(exchange) != 202 or made.resource.read is None:
        return ()
    walk = _Walk(made, tuple(state_fields(session.target, made.resource)))
    walk.take(exchange)
    yield from walk.go(session, call.identity)
    return (yield from _ASKS[case.rule](session, case, walk, exchange))


def _good(session: Session, operation: Operation, who: Identity) -> Program[Call | None]:
    if session.target.resources.made_by(operation) is not None:
        return (yield from good(session, operation, who))
    draft = yield from standing(session, operation, who)
    return None if draft is None else draft.call


class _Walk:
    """A job looked at until it ends, or ten seconds have passed."""

    def __init__(self, made: Made, fields: tuple[str, ...]) -> None:
        self.made = made
        self.fields = fields
        self.states: list[str] = []
        self.looks: list[dict[str, Any]] = []
        self.last: Exchange | None = None
        self.patient = True
        """Whether the server never asked for more time than we give it."""

    def go(self, session: Session, who: Identity) -> Program[None]:
        for pause in (*PAUSES, None):
            self.last = yield from read(session, self.made, who)
            if not self.take(self.last) or pause is None:
                return
            yield Sleep(seconds=pause)

    def take(self, exchange: Exchange) -> bool:
        """Note what an answer tells of the job; whether it is still going on."""
        told = shown(exchange, self.made)
        state = next((told[name].lower() for name in self.fields if isinstance(told.get(name), str)), "")
        later = exchange.response.header("retry-after") if exchange.response else None
        self.patient = self.patient and (later is None or (later.strip().isdigit() and int(later) <= 2))
        if state and (not self.states or self.states[-1] != state):
            self.states.append(state)
        self.looks.append({name: one for name, one in told.items() if "at" not in words_of(name)})
        return state.replace("-", "_").replace(" ", "_") in WAITING

    @property
    def ended(self) -> str:
        """The state in which it ended; empty where it did not."""
        last = self.states[-1] if self.states else ""
        return "" if last.replace("-", "_").replace(" ", "_") in WAITING else last


Ask = Callable[[Session, Case, _Walk, Exchange], Program[tuple[Finding, ...]]]


def _endless(session: Session, case: Case, walk: _Walk, started: Exchange) -> Program[tuple[Finding, ...]]:
    yield from ()
    last = walk.last
    if walk.ended or not walk.states or last is None or not walk.patient or len(walk.looks) < len(PAUSES):
        return ()
    if walk.looks[-1] != walk.looks[-3]:
        return ()
    message = f"Expected the job to end; it is still {walk.states[-1]} after 10 seconds, and nothing in it moves."
    return (session.finding(ENDLESS, case, message, (started, last)),)


def _empty(session: Session, case: Case, walk: _Walk, started: Exchange) -> Program[tuple[Finding, ...]]:
    last = walk.last
    if walk.ended not in GOOD or last is None or walk.made.resource.read is None:
        return ()
    who = started.request.identity or ""
    said = says(walk.made.resource.read, r"\bresult\b") or says(session.target.operation(case.operation), r"\bresult\b")
    for name in [name for name in shown(last, walk.made) if RESULT & set(words_of(name)) and said]:

        def there(exchange: Exchange, name: str = name) -> bool:
            return shown(exchange, walk.made).get(name) is not None

        after = yield from settled(session, walk.made, session.target.identity(who), there)
        if succeeded(after) and not there(after):
            message = f"Expected {name} to be there, since the job is {walk.ended}; it is null."
            return (session.finding(EMPTY, case, quoted(message, said), (started, after), where=joined(name)),)
    return (yield from _no_result_below(session, case, walk, session.target.identity(who)))


def _no_result_below(session: Session, case: Case, walk: _Walk, who: Identity) -> Program[tuple[Finding, ...]]:
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


def _backwards(session: Session, case: Case, walk: _Walk, started: Exchange) -> Program[tuple[Finding, ...]]:
    yield from ()
    reader = walk.made.resource.read
    said = says(reader, *NEVER_BACK) if reader else ""
    again = next((one for number, one in enumerate(walk.states) if one in walk.states[:number]), "")
    if not said or not again or walk.last is None:
        return ()
    message = f"Expected no state twice; the job went {', '.join(walk.states)}."
    return (session.finding(BACKWARDS, case, quoted(message, said), (started, walk.last)),)


def _located(
    session: Session, case: Case, call: Call, exchange: Exchange, made: Made | None
) -> Program[tuple[Finding, ...]]:
    """Location is asked as the same caller; only what a declared read answers is judged."""
    text = exchange.response.header("location") if exchange.response else None
    url = urljoin(exchange.request.url, (text or "").strip())
    if made is None or not text or status_of(exchange) not in (201, 202) or not _is_asked(exchange, url):
        return ()
    found = session.target.routes.find("GET", url)
    reader = made.resource.read
    if not isinstance(found, Match):
        if reader is None or status_of(exchange) == 202:
            return ()
        message = f"Expected Location to name what was made; the contract has no GET for {_short(url)}."
        return (session.finding(NOWHERE, case, message, (exchange,), basis="inferred"),)
    path: dict[str, Any] = {name: unquote(value) for name, value in found.values.items()}
    if found.operation.path.rstrip("/") == call.operation.path.rstrip("/"):
        message = f"Expected Location to name what was made; it is the path of all, {_short(url)}."
        return (session.finding(NOWHERE, case, message, (exchange,)),)
    if reader is not None and found.operation.name != reader.name and made.id in path.values():
        return ()
    for pause in (0.2, 0.8, None):
        asked = yield from session.send(Call(operation=found.operation, identity=call.identity, path=path))
        if not is_gone(asked) or pause is None:
            break
        yield Sleep(seconds=pause)
    if is_gone(asked):
        message = f"Expected Location to name what was made; GET {_short(url)} answers {status_of(asked)}."
        return (session.finding(NOWHERE, case, message, (exchange, asked)),)
    return ()


def _is_asked(exchange: Exchange, url: str) -> bool:
    """Whether a Location is at the host of the request, and has no query."""
    return urlsplit(url)[:2] == urlsplit(exchange.request.url)[:2] and not urlsplit(url).query


def _short(url: str) -> str:
    """The path of a URL with ids cut, as it may stand in a message."""
    return urlsplit(url).path[:120]


_ASKS: dict[str, Ask] = {ENDLESS.name: _endless, EMPTY.name: _empty, BACKWARDS.name: _backwards}
PROBE = Probe(name="jobs", rules=(ENDLESS, EMPTY, BACKWARDS, NOWHERE), cases=cases, run=run)
