"""Media types that an operation does not take or cannot give: 415 and 406 where the contract speaks of them."""

from __future__ import annotations

from collections.abc import Iterator

from assay.contract.media_ranges import declared
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target
from assay.probes.writing import body_of

WRONG = Rule(
    name="accepts-wrong-media-type",
    title="A body is taken whose Content-Type is not declared",
    law="A body in a media type that an operation does not declare is refused with 415 (RFC 9110, 15.5.16)",
    severity="medium",
    basis="declared",
    assumes="An API that declares 415 looks at Content-Type. Where none is declared, many read any body as JSON by "
    "design: nothing is claimed there, unless the same API refuses it with 415 elsewhere (then inferred).",
)
MISSING = Rule(
    name="accepts-no-media-type",
    title="A body is taken without Content-Type",
    law="A body that does not say what it is is refused where 415 is declared",
    severity="low",
    basis="declared",
    assumes="A server may guess the type of what has none (RFC 9110, 8.3); one that declares 415 does not.",
)
ACCEPT = Rule(
    name="ignores-accept",
    title="An answer is sent that Accept excludes, although 406 is declared",
    law="Where 406 is declared, an Accept that nothing fits is answered with it (RFC 9110, 12.5.1 and 15.5.7)",
    severity="low",
    basis="declared",
    assumes="A server may ignore Accept (RFC 9110, 12.5.1). One that declares 406 for an operation does not.",
)
STRANGE = "application/x-assay-unknown"
_SIBLINGS = 2


def cases(target: Target) -> Iterator[Case]:
    """A wrong type and none for what takes a body, a strange Accept for what declares 406."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        if media_of(operation) is not None:
            yield _case(operation, WRONG, "the body is sent as text/plain", "header Content-Type", 54)
            if _declares(operation, "415"):
                yield _case(operation, MISSING, "the body is sent without Content-Type", "header Content-Type", 46)
        if _declares(operation, "406") and operation.method == "GET":
            yield _case(operation, ACCEPT, f"Accept asks for {STRANGE}", "header Accept", 40)


def _declares(operation: Operation, status: str) -> bool:
    return any(one.status == status for one in operation.answers)


def _case(operation: Operation, rule: Rule, what: str, where: str, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where=where,
        weight=weight,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request with one header changed."""
    operation = session.target.operation(case.operation)
    exchange = yield from _sent(session, operation, case.rule)
    if exchange is None or exchange.response is None:
        return ()
    if not succeeded(exchange):
        return crash(session, case, exchange)
    status = "406" if case.rule == ACCEPT.name else "415"
    basis: Basis = "declared"
    if not _declares(operation, status):
        if not (yield from _refused_elsewhere(session, operation)):
            return ()
        basis = "inferred"
    rule = next(one for one in PROBE.rules if one.name == case.rule)
    message = f"Expected {status} because {case.what}; it was taken with {exchange.response.status}."
    return (session.finding(rule, case, message, (exchange,), basis=basis),)


def _sent(session: Session, operation: Operation, rule: str) -> Program[Exchange | None]:
    draft = yield from standing(session, operation)
    if draft is None:
        return None
    call = _changed(draft.call, rule)
    if call is None:
        return None
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    return exchange


def _changed(call: Call, rule: str) -> Call | None:
    """The call with another type; None where that is no violation."""
    if rule == ACCEPT.name:
        return call.with_header("Accept", STRANGE)
    body = call.operation.body
    if body is None or not body.required or not call.media:
        return None
    if rule == MISSING.name:
        return call.with_(raw=body_of(call), media="")
    return None if declared(body.media, "text/plain") is not None else call.with_header("Content-Type", "text/plain")


def _refused_elsewhere(session: Session, operation: Operation) -> Program[bool]:
    """Whether the API refuses the same with 415 at other operations."""
    others = [one for one in session.target.operations if media_of(one) is not None and session.able(one.name)]
    for other in [one for one in others if one is not operation and not ends_the_caller(one)][:_SIBLINGS]:
        exchange = yield from _sent(session, other, WRONG.name)
        if exchange is not None and exchange.response is not None and exchange.response.status == 415:
            return True
    return False


PROBE = Probe(name="media-types", rules=(WRONG, MISSING, ACCEPT), cases=cases, run=run)
