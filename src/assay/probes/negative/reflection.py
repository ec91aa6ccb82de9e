"""Input that comes back is more than text: lines of it become headers, expressions in it are worked out."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.spots import Spot, filled, is_secret, present, spots
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

HEADER = Rule(
    name="header-injection",
    title="Input writes headers of the answer",
    law="A line break in a value begins no new header (CWE-113)",
    severity="high",
    basis="effect",
    assumes="No API sends a header on its own whose name this run made up.",
)
TEMPLATE = Rule(
    name="template-injection",
    title="Input is worked out as a template",
    law="An expression in a text stays as it is (CWE-1336)",
    severity="critical",
    basis="effect",
    assumes="The product of two random numbers of five digits stands in no answer by chance.",
)


def cases(target: Target) -> Iterator[Case]:
    """Text parameters of what reads, for headers; texts of bodies and queries, for templates."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        found = tuple(spots(operation, target))
        for spot in found:
            text = "string" in spot.kinds and "enum" not in spot.schema and not is_secret(spot.last)
            if operation.method == "GET" and text and "format" not in spot.schema:
                what = f"a line break stands in {spot.last}"
                yield _case(operation.name, operation.tags, HEADER, what, spot.where, (spot,), writes=False)
        free = tuple(one for one in found if one.free)
        if free:
            what = "texts hold expressions of templates"
            writes = operation.method not in ("GET", "HEAD")
            yield _case(operation.name, operation.tags, TEMPLATE, what, free[0].where, free, writes=writes)


def _case(
    operation: str, tags: tuple[str, ...], rule: Rule, what: str, where: str, found: tuple[Spot, ...], *, writes: bool
) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation,
        what=what,
        where=where,
        weight=64 if rule is HEADER else 55,
        writes=writes,
        tags=tags,
        data=found,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """One request; a control beside what was found."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return ()
    if case.rule == HEADER.name:
        return (yield from _header(session, case, draft.call))
    first, second = (int.from_bytes(session.token().encode()) % 80_000 + 10_000 for _ in range(2))
    call = _with_expressions(draft.call, case.data, first, second)
    if call is None:
        return ()
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if not _holds(exchange, first * second):
        return crash(session, case, exchange)
    control = yield from session.send(draft.call)
    spent(session, draft, control)
    if _holds(control, first * second):
        return ()
    message = f"Expected the texts as they were sent; the answer holds the product of {first} and {second}."
    return (session.finding(TEMPLATE, case, message, (control, exchange)),)


def _header(session: Session, case: Case, call: Call) -> Program[tuple[Finding, ...]]:
    name = f"X-{session.token()}"
    for ends in ("\r\n", "\n"):
        exchange = yield from session.send(filled(call, case.data[0], f"assay{ends}{name}: 1"))
        if exchange.response is not None and exchange.response.header(name) is not None:
            message = f"Expected {case.data[0].last} to stay in its place; a line break in it writes a header."
            return (session.finding(HEADER, case, message, (exchange,)),)
        if not succeeded(exchange):
            return crash(session, case, exchange)
    return ()


def _with_expressions(call: Call, found: tuple[Spot, ...], first: int, second: int) -> Call | None:
    """The product in the languages of common template engines, where a text takes as much."""
    product = f"{first}*{second}"
    forms = (f"{{{{{product}}}}}", f"${{{product}}}", f"<%={product}%>", f"#{{{product}}}")
    changed = call
    for spot in found:
        longest = spot.schema.get("maxLength", 10_000)
        text = "".join(forms) if longest >= len("".join(forms)) else forms[0]
        if longest >= len(text) and (spot.place == "query" or present(call, spot) is not None):
            changed = filled(changed, spot, text)
    return None if changed is call else changed


def _holds(exchange: Exchange, product: int) -> bool:
    return exchange.response is not None and str(product).encode() in exchange.response.body


PROBE = Probe(name="reflection", rules=(HEADER, TEMPLATE), cases=cases, run=run)
