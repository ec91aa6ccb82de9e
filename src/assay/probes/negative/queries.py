"""Query parameters that are not declared, or stand twice, where a sentence of the contract says that it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.contract.written import write_query
from assay.formats.openapi.sampling import sample
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Contract, Operation
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.fields import EXTRA
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target
from assay.probes.writing import declared

_ASSUMES = (
    "Most APIs ignore a parameter that they do not know, and take the first or last of one that stands twice: the rule "
    "is silent unless a sentence of the contract says that it is refused."
)
UNKNOWN = Rule(
    name="accepts-unknown-parameter",
    title="A query parameter is taken that is not declared",
    law="Unknown query parameters are refused where the contract says so",
    severity="low",
    basis="declared",
    assumes=_ASSUMES,
)
REPEATED = Rule(
    name="accepts-repeated-parameter",
    title="A query parameter is taken twice",
    law="Repeated parameters are refused where the contract says so",
    severity="low",
    basis="declared",
    assumes=_ASSUMES,
)
_REFUSED = re.compile(
    r"\b(refused|rejected|an? error|not (?:allowed|accepted)|invalid|answers? 4\d\d|with 4\d\d)\b", re.I
)
_NEGATED = re.compile(r"\b(ignored|not (?:refused|rejected)|never (?:refused|rejected)|no error)\b", re.I)
_SUBJECTS = {
    UNKNOWN.name: re.compile(r"\b(unknown|undeclared|unexpected|unrecogni[sz]ed)\b[^.;]{0,60}\bparameters?\b", re.I),
    REPEATED.name: re.compile(r"\b(repeated|duplicated?)\b[^.;]{0,60}\bparameters?\b", re.I),
}


def sentence(rule: str, contract: Contract, operation: Operation) -> str:
    """The sentence of the contract that says that such parameters are refused; empty where none does."""
    text = f"{operation.description} {contract.description}"
    for one in re.split(r"(?<=[.!?;])\s+", text[:200_000]):
        if _SUBJECTS[rule].search(one) and _REFUSED.search(one) and not _NEGATED.search(one):
            return " ".join(one.split())[:200]
    return ""


def cases(target: Target) -> Iterator[Case]:
    """Each operation that reads and of which the contract says so."""
    readers = [one for one in target.operations if one.method == "GET" and not ends_the_caller(one)]
    for operation in readers:
        if (said := sentence(UNKNOWN.name, target.contract, operation)) != "":
            yield _case(operation, UNKNOWN, "a query parameter is not declared", f"query {EXTRA}", said)
        name = _plain_parameter(operation)
        if name and (said := sentence(REPEATED.name, target.contract, operation)) != "":
            yield _case(operation, REPEATED, f"the query parameter {name} stands twice", f"query {name}", said)


def _plain_parameter(operation: Operation) -> str:
    """The first query parameter that has one value."""
    for one in operation.parameters:
        schema = one.schema if isinstance(one.schema, dict) else {}
        if one.place == "query" and not one.media and schema.get("type") not in ("array", "object", None):
            return one.name
    return next((one.name for one in operation.parameters if one.place == "query" and one.required), "")


def _case(operation: Operation, rule: Rule, what: str, where: str, said: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where=where,
        weight=38,
        tags=operation.tags,
        data=said,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request with one pair more in its query."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None:
        return ()
    call = _changed(draft.call, case, session)
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if not succeeded(exchange) or exchange.response is None:
        return crash(session, case, exchange)
    rule = UNKNOWN if case.rule == UNKNOWN.name else REPEATED
    message = (
        f"Expected a refusal because {case.what}; it was taken with {exchange.response.status}. "
        f'The contract says: "{case.data}"'
    )
    return (session.finding(rule, case, message, (exchange,)),)


def _changed(call: Call, case: Case, session: Session) -> Call:
    name = case.where.partition(" ")[2]
    if case.rule == UNKNOWN.name:
        return call.with_(pairs=(*call.pairs, (name, "1")))
    parameter = declared(call.operation, "query", name)
    value = call.query.get(name)
    if value is None:
        value = sample(parameter.schema, session.target.contract, name=name)
        call = call.with_query(name, value)
    return call.with_(pairs=(*call.pairs, *write_query(parameter, value)))


PROBE = Probe(name="stray-parameters", rules=(UNKNOWN, REPEATED), cases=cases, run=run)
