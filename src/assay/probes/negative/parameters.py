"""Parameters that the contract forbids, one rule broken at a time: the answer must be a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.contract.kinds import kinds, properties
from assay.contract.matching import Match
from assay.contract.requests import judge_request
from assay.contract.written import plain
from assay.formats.openapi.sampling import sample
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Contract, Operation, Parameter
from assay.model.finding import Finding
from assay.probes.bodies import resolved
from assay.probes.call import Call, without
from assay.probes.jointly import is_settled
from assay.probes.learning import ends_the_caller
from assay.probes.negative.bodies import judged
from assay.probes.negative.leniency import mends
from assay.probes.negative.rules import RULES, rule_of
from assay.probes.negative.values import Repeated, Wrong, anew, wrong_values
from assay.probes.pointer import MISSING
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

_NOT_OURS = frozenset({"authorization", "accept", "content-type", "if-match", "if-none-match", "cookie"})
"""Headers that other probes look at, because a refusal of them has statuses of its own."""

_MOST_ITEMS = 200


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter with a value that it may not have."""

    parameter: Parameter
    wrong: Wrong


def cases(target: Target) -> Iterator[Case]:
    """Each keyword of each parameter of each operation."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        for parameter in operation.parameters:
            for wrong in _wrong(target, parameter):
                yield _case(operation, Placed(parameter=parameter, wrong=wrong))


def _wrong(target: Target, parameter: Parameter) -> Iterator[Wrong]:
    if parameter.place == "header" and parameter.name.lower() in _NOT_OURS:
        return
    if parameter.required and parameter.place in ("query", "header", "cookie"):
        yield Wrong(keyword="required", why="is missing", value=MISSING, weight=70)
    schema = resolved(parameter.schema, target.contract)
    if not schema or parameter.media or mends(schema, parameter.description):
        return
    for one in _of_schema(schema, parameter, target.contract):
        if one.keyword != "null" and _is_text(one, parameter):
            yield one


def _of_schema(schema: dict[str, Any], parameter: Parameter, contract: Contract) -> Iterator[Wrong]:
    """Plain values; for a list one wrong item, and too many; for an object, one wrong field."""
    allowed = kinds(schema, contract.definitions)
    if len(allowed) > 1 or not allowed & {"array", "object"}:
        yield from (one for one in wrong_values(schema, contract) if not isinstance(one.value, list | dict))
    elif "array" in allowed:
        yield from _of_list(schema, contract)
    elif parameter.style == "deepObject":
        yield from _of_object(schema, contract)


def _of_list(schema: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    for one in wrong_values(resolved(schema.get("items", True), contract), contract):
        if one.keyword != "null" and not isinstance(one.value, list | dict | msgspec.Struct):
            yield msgspec.structs.replace(one, why=f"has an item that {one.why}", value=[one.value])
    good = sample(schema.get("items", True), contract)
    for one in wrong_values(schema, contract):
        if isinstance(one.value, Repeated) and isinstance(good, str | int) and one.value.count <= _MOST_ITEMS:
            yield msgspec.structs.replace(one, value=[good] * one.value.count)


def _of_object(schema: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    good = sample(schema, contract, optional=True)
    for name, inner in properties(schema, contract.definitions).items():
        for one in wrong_values(resolved(inner, contract), contract):
            if one.keyword != "null" and not isinstance(one.value, list | dict | msgspec.Struct):
                value = {**(good if isinstance(good, dict) else {}), name: one.value}
                yield msgspec.structs.replace(one, why=f"has a {name} that {one.why}", value=value)


def _is_text(one: Wrong, parameter: Parameter) -> bool:
    """Whether the value can be written at this place, and still be wrong there."""
    if isinstance(one.value, msgspec.Struct):
        return False
    if isinstance(one.value, list | dict):
        return parameter.place == "query"
    if parameter.place == "path":
        return plain(one.value) != "" and "/" not in plain(one.value)
    if parameter.place == "header":
        return plain(one.value) != "" and plain(one.value).isascii()  # an empty header is none at all
    return True


def _case(operation: Operation, placed: Placed) -> Case:
    parameter, wrong = placed.parameter, placed.wrong
    return Case(
        probe=PROBE.name,
        rule=rule_of(wrong.keyword).name,
        operation=operation.name,
        what=f"the {parameter.place} parameter {parameter.name} {wrong.why}",
        where=f"{parameter.place} {parameter.name}",
        weight=wrong.weight - (15 if parameter.place == "path" else 3),
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=placed,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request with one parameter changed, sent where it is still a violation in what leaves."""
    if (yield from is_settled(session, case, _with, _is_broken)):
        return ()
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None:
        return ()
    placed: Placed = case.data
    value = placed.wrong.value
    if placed.parameter.place == "header" and case.writes:  # what names a request may be used once (Idempotency-Key)
        value = anew(value, session.token())
    call = changed(draft.call, placed.parameter, value)
    if not violates(session, call, placed.parameter):
        return ()
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    return judged(session, rule_of(placed.wrong.keyword), case, exchange)


def _with(call: Call, case: Case) -> Call:
    return changed(call, case.data.parameter, case.data.wrong.value)


def _is_broken(session: Session, call: Call, case: Case) -> bool:
    return violates(session, call, case.data.parameter)


def changed(call: Call, parameter: Parameter, value: Any) -> Call:
    """The call with one parameter set, or taken out."""
    field = {"path": "path", "query": "query", "header": "headers", "cookie": "cookies"}[parameter.place]
    rest = without(getattr(call, field), parameter.name)
    return call.with_(**{field: rest if value is MISSING else {**rest, parameter.name: value}})


def violates(session: Session, call: Call, parameter: Parameter) -> bool:
    """Whether the request, as it leaves, breaks the contract at this parameter."""
    request = session.request(call)
    match = session.target.routes.find(request.method, request.url)
    if not isinstance(match, Match) or match.operation.name != call.operation.name:
        return False
    found = judge_request(session.target.contract, match, request, session.target.validators)
    return any(not one.info and one.place == parameter.place and one.pointer == parameter.name for one in found)


PROBE = Probe(name="negative-parameter", rules=tuple(RULES.values()), cases=cases, run=run)
