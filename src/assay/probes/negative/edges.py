"""Values at the very edge of what the contract allows: they must be taken where the one beside them is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.spots import Spot, filled, is_secret, present, spots
from assay.probes.negative.values import LONGEST
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

REFUSED = Rule(
    name="refuses-valid",
    title="A value is refused that the contract allows",
    law="A value at its declared bound is taken, as the one just inside of it is",
    severity="medium",
    basis="declared",
    assumes="Laws beyond the schema (stock, balance, states) do not begin exactly at the declared bound: the value one "
    "step further inside is sent beside it, and where that is refused too, nothing is claimed.",
)
_UNFIT = frozenset({400, 422})
_MOST = 12
"""Fields that are tried one by one where all together are refused."""


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """A place with a value at its bound, and the value beside it, further inside."""

    spot: Spot
    value: Any
    inside: Any
    why: str


def cases(target: Target) -> Iterator[Case]:
    """The lower and the upper bounds of each operation."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        for upper in (False, True):
            found = tuple(_edges(operation, target, upper=upper))
            if found:
                yield _case(operation, found, "upper" if upper else "lower")


def _case(operation: Operation, found: tuple[Edge, ...], side: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=REFUSED.name,
        operation=operation.name,
        what=f"values are at their {side} bounds",
        sends=1,
        weight=57,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=found,
    )


def _edges(operation: Operation, target: Target, *, upper: bool) -> Iterator[Edge]:
    for spot in spots(operation, target):
        if is_secret(spot.last) or "enum" in spot.schema or "const" in spot.schema:
            continue
        if "integer" in spot.kinds:
            yield from _number(spot, upper=upper)
        elif spot.free:
            yield from (one for one in _text(spot, upper=upper) if _fits(one, target))


def _fits(edge: Edge, target: Target) -> bool:
    """Whether a text of letters and digits is what the pattern of the place takes, at both lengths."""
    texts = (("qz1" + "x" * length)[:length] for length in (edge.value, edge.inside))
    return not any(target.validators.check(edge.spot.schema, text, "request") for text in texts)


def _number(spot: Spot, *, upper: bool) -> Iterator[Edge]:
    schema, sign = spot.schema, -1 if upper else 1
    step = schema.get("multipleOf", 1)
    bound = schema.get("maximum" if upper else "minimum")
    if not isinstance(bound, int) or isinstance(bound, bool) or not isinstance(step, int) or abs(bound) > 2**53:
        return
    if bound % step == 0:
        why = f"is {bound}, its {'maximum' if upper else 'minimum'}"
        yield Edge(spot=spot, value=bound, inside=bound + sign * step, why=why)


def _text(spot: Spot, *, upper: bool) -> Iterator[Edge]:
    length = spot.schema.get("maxLength" if upper else "minLength")
    if isinstance(length, int) and 0 < length <= LONGEST:
        why = f"has {length} characters, its {'maxLength' if upper else 'minLength'}"
        yield Edge(spot=spot, value=length, inside=length - 1 if upper else length + 1, why=why)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """All at once; one by one, each beside a value further inside, where that is refused."""
    edges: tuple[Edge, ...] = case.data
    together = yield from _sent(session, case, [(one, one.value) for one in edges])
    if together is None or succeeded(together):
        return ()
    found = [*crash(session, case, together)]
    if not _unfit(together):
        return tuple(found)
    for one in edges[:_MOST]:
        refused = together if len(edges) == 1 else (yield from _sent(session, case, [(one, one.value)]))
        if refused is None or not _unfit(refused) or refused.response is None:
            continue
        control = yield from _sent(session, case, [(one, one.inside)])
        if control is not None and succeeded(control):
            message = (
                f"Expected success where {one.spot.last} {one.why}; it was refused with {refused.response.status}, "
                "and the value beside it was taken."
            )
            found.append(session.finding(REFUSED, case, message, (control, refused), where=one.spot.where))
    return tuple(found)


def _unfit(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.response.status in _UNFIT


def _sent(session: Session, case: Case, values: list[tuple[Edge, Any]]) -> Program[Exchange | None]:
    """A good request with these values where they can stand; None where none can."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return None
    call: Call = draft.call
    for edge, value in values:
        if edge.spot.place == "query" or present(call, edge.spot) is not None:
            call = filled(call, edge.spot, _written(value, session) if _is_text(edge) else value)
    if (call.body, call.query) == (draft.call.body, draft.call.query):
        return None
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    return exchange


def _is_text(edge: Edge) -> bool:
    return "integer" not in edge.spot.kinds


def _written(length: int, session: Session) -> str:
    """A new text of so many characters."""
    return (session.token() + "x" * length)[:length] if length > 8 else session.token()[-length:]


PROBE = Probe(name="edges", rules=(REFUSED,), cases=cases, run=run)
