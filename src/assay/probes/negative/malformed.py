"""Bodies that say that they are JSON and are none (RFC 8259): the answer must be a refusal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from assay.contract.matching import Match
from assay.contract.media_ranges import is_json
from assay.contract.requests import judge_request
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
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

MALFORMED = Rule(
    name="accepts-malformed",
    title="A body is taken that is no JSON",
    law="A body that is declared as JSON is refused where it is none (RFC 8259)",
    severity="medium",
    basis="declared",
    assumes="A body that is sent is read. Names that stand twice and a byte order mark are left to the reader "
    "(RFC 8259, 4 and 8.1), so that nothing is claimed of them; an operation that needs no body may never read it. No "
    "body at all may be read as an empty object.",
)
DEEPEST, EMPTY = "is nested too deep", "is empty"
_CRASHING = frozenset({DEEPEST, EMPTY})
"""Kinds that may be taken, and may make no server fail."""
DEEP = 20_000
"""Arrays within one another: 40 KB, far below what servers take, and more than a reader that calls itself can."""

Breaking = Callable[[bytes, Any], bytes | None]


def _truncated(data: bytes, _: Any) -> bytes:
    return data[:-1]


def _followed(data: bytes, _: Any) -> bytes:
    return data + b" assay"


def _comma(data: bytes, value: Any) -> bytes | None:
    return data[:-1] + b"," + data[-1:] if isinstance(value, dict | list) and value else None


def _not_a_number(_: bytes, value: Any) -> bytes | None:
    """NaN in the place of the first number."""
    if not isinstance(value, dict):
        return None
    for name, one in value.items():
        if isinstance(one, int | float) and not isinstance(one, bool):
            return json.dumps({**value, name: float("nan")}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return None


def _latin(_: bytes, value: Any) -> bytes | None:
    """A letter of ISO 8859-1 in the first text (RFC 8259, 8.1: UTF-8 is a must)."""
    if not isinstance(value, dict):
        return None
    for name, one in value.items():
        if isinstance(one, str) and len(one) > 2 and one.isascii() and " " in one:
            rest = json.dumps({**value, name: f"{one[:-1]}\N{LATIN SMALL LETTER U WITH DIAERESIS}"}, ensure_ascii=False)
            return rest.encode("latin-1") if all(ord(char) < 256 for char in rest) else None
    return None


def _nothing(_: bytes, value: Any) -> bytes | None:
    return b"" if isinstance(value, dict) and value else None


KINDS: dict[str, tuple[Breaking, int]] = {
    "is cut before its end": (_truncated, 62),
    "is followed by other text": (_followed, 52),
    "has a comma after its last field": (_comma, 44),
    "has NaN in the place of a number": (_not_a_number, 48),
    "is not UTF-8": (_latin, 42),
    EMPTY: (_nothing, 50),
}
"""What is wrong, how it is made, and how telling it is."""


def cases(target: Target) -> Iterator[Case]:
    """Every kind for every operation that takes JSON, and a body of many levels."""
    for operation in target.operations:
        if (media := media_of(operation)) is None or not is_json(media.type) or ends_the_caller(operation):
            continue
        for what, (_, weight) in KINDS.items():
            yield _case(operation, what, weight)
        yield _case(operation, DEEPEST, 56)


def _case(operation: Operation, what: str, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=MALFORMED.name,
        operation=operation.name,
        what=f"the body {what}",
        where="body",
        weight=weight,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=what,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good body with its bytes broken."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None:
        return ()
    raw = _raw(case.data, draft.call.body)
    if raw is None:
        return ()
    call = draft.call.with_(raw=raw)
    is_wrong = case.data in KINDS and violates(session, call)
    if not is_wrong and case.data not in _CRASHING:
        return ()
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if not is_wrong or not succeeded(exchange) or exchange.response is None:
        return crash(session, case, exchange)
    message = f"Expected a refusal because {case.what}; it was taken with {exchange.response.status}."
    return (session.finding(MALFORMED, case, message, (exchange,)),)


def _raw(kind: str, body: Any) -> bytes | None:
    if kind not in KINDS:
        return b"[" * DEEP + b"]" * DEEP
    if not isinstance(body, dict | list):
        return None
    return KINDS[kind][0](json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"), body)


def violates(session: Session, call: Call) -> bool:
    """Whether the body, as it leaves, cannot be read as JSON, and had to be there.

    No body at all is read as an empty object by many servers: it is wrong where that one is too.
    """
    media = media_of(call.operation)
    if call.operation.body is None or not call.operation.body.required or media is None:
        return False
    if not call.raw:
        return bool(session.target.validators.check(media.schema, {}, "request"))
    match = Match(operation=call.operation, values={})
    found = judge_request(session.target.contract, match, session.request(call), session.target.validators)
    return any(one.keyword == "unreadable" for one in found)


PROBE = Probe(name="malformed-json", rules=(MALFORMED,), cases=cases, run=run)
