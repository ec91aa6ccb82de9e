"""Injection into a query of a database, by pairs: a true condition changes the answer, the false one leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.effects import differences
from assay.probes.negative.crashes import crash
from assay.probes.negative.spots import Spot, filled, spots
from assay.probes.probe import Probe
from assay.probes.providing import content_of, succeeded
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

INJECTION = Rule(
    name="sql-injection",
    title="Input is run as a part of a database query",
    law="Input is data: what it says about truth changes no answer (OWASP API8:2023, CWE-89)",
    severity="critical",
    basis="effect",
    assumes="Two texts that differ in one digit, and are found nowhere, give the same answer, whatever language of "
    "search is spoken. They are sent twice with other numbers beside neutral texts; an answer that moves by itself "
    "is left out.",
)
OPERATOR = Rule(
    name="operator-injection",
    title="Input is run as an operator of a database query",
    law="A parameter is a value, never a condition on it (CWE-943)",
    severity="critical",
    basis="effect",
    assumes="A name with an operator in brackets is no parameter. An API that ignores it answers both operators alike.",
)
_FORMS = ("{0}' OR {1}={2} -- ", "{0}') OR {1}={2} -- ")


def cases(target: Target) -> Iterator[Case]:
    """Every text parameter of what reads lists and things."""
    for operation in target.operations:
        if operation.method != "GET":
            continue
        for spot in spots(operation, target):
            if spot.place == "query" and spot.free:
                for rule, weight in ((INJECTION, 74), (OPERATOR, 50)):
                    yield _case(operation.name, operation.tags, rule, spot, weight)


def _case(operation: str, tags: tuple[str, ...], rule: Rule, spot: Spot, weight: int) -> Case:
    kind = "a condition of SQL" if rule is INJECTION else "an operator"
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation,
        what=f"the query parameter {spot.name} holds {kind}",
        where=spot.where,
        sends=2,
        weight=weight,
        tags=tags,
        data=spot,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A neutral text, then a true condition; the false one, and all again, only where that moved the answer."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return ()
    if case.rule == OPERATOR.name:
        return (yield from _operators(session, case, draft.call))
    found: list[Finding] = []
    for form in _FORMS:
        twice = []
        for _ in range(2):
            seen = yield from _conditions(session, case, draft.call, form)
            if isinstance(seen, Finding):
                found.append(seen)
            if not isinstance(seen, tuple):
                break
            twice.append(seen)
        if len(twice) == 2:
            message = (
                f"Expected {case.data.name} to be a mere text; a true condition in it changes the answer, "
                "a false one does not, twice."
            )
            return (session.finding(INJECTION, case, message, (*twice[0], *twice[1])),)
    return tuple(found[:1])


def _conditions(
    session: Session, case: Case, call: Call, form: str
) -> Program[tuple[Exchange, Exchange, Exchange] | Finding | None]:
    """Neutral, false and true exchanges where only the true one moved; a crash, where that is what came of it."""
    number = int.from_bytes(session.token().encode()) % 80_000 + 10_000
    true = yield from _sent(session, call, case.data, form.format(session.token(), number, number))
    if crashed := crash(session, case, true):
        return crashed[0]
    if not succeeded(true):
        return None
    neutral = yield from _sent(session, call, case.data, session.token())
    if not succeeded(neutral) or not _moved(neutral, true):
        return None
    again = yield from _sent(session, call, case.data, session.token())
    noise = frozenset(_moved(neutral, again))
    if not frozenset(_moved(neutral, true)) - noise:
        return None
    false = yield from _sent(session, call, case.data, form.format(session.token(), number, number + 1))
    if not succeeded(false) or frozenset(_moved(neutral, false)) - noise:
        return None
    return neutral, false, true


def _operators(session: Session, case: Case, call: Call) -> Program[tuple[Finding, ...]]:
    name = case.data.name
    rest = call.with_(query={key: one for key, one in call.query.items() if key != name})
    unlike = yield from session.send(rest.with_(pairs=((f"{name}[$ne]", session.token()),)))
    if not succeeded(unlike):
        return crash(session, case, unlike)
    neutral = yield from _sent(session, call, case.data, session.token())
    again = yield from _sent(session, call, case.data, session.token())
    noise = frozenset(_moved(neutral, again))
    if not succeeded(neutral) or not frozenset(_moved(neutral, unlike)) - noise:
        return ()
    like = yield from session.send(rest.with_(pairs=((f"{name}[$eq]", session.token()),)))
    if not succeeded(like) or frozenset(_moved(neutral, like)) - noise:
        return ()
    message = f"Expected {name} to be a mere text; {name}[$ne] answers as a condition would, and {name}[$eq] as none."
    return (session.finding(OPERATOR, case, message, (neutral, like, unlike)),)


def _sent(session: Session, call: Call, spot: Spot, text: str) -> Program[Exchange]:
    return (yield from session.send(filled(call, spot, text)))


def _moved(one: Exchange, other: Exchange) -> tuple[str, ...]:
    """Where two answers differ; at their top, where they are not JSON."""
    first, second = _content(one), _content(other)
    return tuple(differences(first, second))


def _content(exchange: Exchange) -> Any:
    found = content_of(exchange)
    return found if found is not None or exchange.response is None else exchange.response.body.decode("latin-1")


PROBE = Probe(name="query-injection", rules=(INJECTION, OPERATOR), cases=cases, run=run)
