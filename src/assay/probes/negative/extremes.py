"""Input that a schema allows and that breaks careless servers: all scripts, control characters, huge numbers."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from assay.checks.declared import SERVER_ERROR
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash, failed
from assay.probes.negative.owned import ENVELOPES
from assay.probes.negative.spots import Spot, filled, present, spots
from assay.probes.pointer import at
from assay.probes.probe import Probe
from assay.probes.providing import Draft, content_of, succeeded, thing_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

LOST = Rule(
    name="loses-characters",
    title="Text is taken and kept as another one",
    law="A text that was taken is told as it was sent, in any script",
    severity="medium",
    basis="effect",
    assumes="Case, white space, Unicode normal form and emoji may be normalised; what else is lost is lost by mistake. "
    "Fields that change plain text too (slugs, hashes) are left out: an ASCII text must come back as it was.",
)
SCRIPTS = (
    "Zo\u00eb's \u017elu\u0165 \u4f60\u597d \u05e9\u05dc\u05d5\u05dd \u0938\u094d\u0924\u0947 \U00020bb7 \U0001f600"
)
"""Letters of two to four bytes, right to left, combining, beyond the first plane; with an apostrophe; in NFC."""
CONTROLS = "a\x00b\x01c\x1b[0m\x7f\u202ed"
KINDS = {
    "texts are in other scripts": 60,
    "texts hold control characters": 58,
    "numbers are huge": 59,
    "numbers are beyond 64 bits": 47,
    "numbers are beyond 32 bits": 46,
    "the body is an empty object": 50,
    "texts hold half of a character": 31,
    "numbers have no end": 30,
}
"""What is sent, and how telling it is: last what may spoil all later answers, should it be taken."""
_IN_JSON = frozenset({"texts hold half of a character", "numbers have no end"})
HALF = "a\ud800"
"""The first of a surrogate pair: JSON allows it (RFC 8259, 8.2), and no encoding of Unicode can write it."""
LARGE = {"numbers are huge": 10**30, "numbers are beyond 64 bits": 2**63, "numbers are beyond 32 bits": 2**31}
"""More than any integer of a fixed size holds; and one more than signed ones of the usual sizes do, whose digits pass
where longer texts are refused for their length."""
ENDLESS = float("inf")
"""Sent in JSON as 1e400, which is a number there (RFC 8259, 6), and more than a float of 64 bits holds."""
_MOST = 10


def cases(target: Target) -> Iterator[Case]:
    """Each kind for each operation that has a place for it."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        found = tuple(spots(operation, target))
        for what, weight in KINDS.items():
            fitting = tuple(one for one in found if _fits(what, one, target))
            if what in _IN_JSON:
                fitting = tuple(one for one in fitting if one.place == "body" and _takes_json(operation))
            if fitting or (_is_empty(what) and _takes_json(operation)):
                yield _case(operation, what, weight, fitting)


def _is_empty(what: str) -> bool:
    return what.endswith("empty object")


def _takes_json(operation: Operation) -> bool:
    media = media_of(operation)
    return media is not None and "json" in media.type


def _case(operation: Operation, what: str, weight: int, found: tuple[Spot, ...]) -> Case:
    return Case(
        probe=PROBE.name,
        rule=LOST.name if what == "texts are in other scripts" else SERVER_ERROR.name,
        operation=operation.name,
        what=what,
        sends=2,
        weight=weight,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=found,
    )


def _value(what: str, spot: Spot) -> Any:
    """What to put at a place; None where it does not fit there."""
    if what.startswith("texts"):
        return SCRIPTS if what.endswith("scripts") else HALF if what in _IN_JSON else CONTROLS
    if "enum" in spot.schema or "const" in spot.schema:
        return None
    if what in _IN_JSON:
        return ENDLESS if "number" in spot.kinds else None
    if "integer" in spot.kinds:
        return LARGE[what]
    return 1e308 if "number" in spot.kinds and what == "numbers are huge" else None


def _fits(what: str, spot: Spot, target: Target) -> bool:
    """A text has a place where a schema takes all scripts. A number may be larger than is allowed, and be refused: one
    whose digits are to be read stands only where it is allowed, so that no other place is refused before it."""
    if what.startswith("texts"):
        return spot.free and not target.validators.check(spot.schema, SCRIPTS, "request")
    if not what.startswith("numbers") or (value := _value(what, spot)) is None:
        return False
    return not what.endswith("bits") or not target.validators.check(spot.schema, value, "request")


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """All places at once; where the server fails, one by one, so that the finding names the place."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None:
        return ()
    call = _changed(draft.call, case)
    if call is None:
        return ()
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if failed(exchange):
        return (yield from _singled_out(session, case, exchange))
    if case.rule == LOST.name and succeeded(exchange) and call.operation.method in ("POST", "PUT", "PATCH"):
        return (yield from _lost(session, case, call, exchange))
    return ()


def _changed(call: Call, case: Case, only: Spot | None = None) -> Call | None:
    if _is_empty(case.what):
        return call.with_(body={})
    changed = call
    for spot in case.data if only is None else (only,):
        if spot.place == "query" or present(call, spot) is not None:
            changed = filled(changed, spot, _value(case.what, spot))
    return None if changed is call else _in_ascii(changed)


def _in_ascii(call: Call) -> Call:
    """JSON with escapes, in which half of a character and a number without end can be written."""
    if not isinstance(call.body, dict | list) or "json" not in call.media:
        return call
    text = json.dumps(call.body)
    if '\\ud800"' not in text and "Infinity" not in text:
        return call
    return call.with_(raw=re.sub(r"(?<=[:\[] )Infinity|(?<=, )Infinity", "1e400", text).encode())


def _singled_out(session: Session, case: Case, exchange: Exchange) -> Program[tuple[Finding, ...]]:
    operation = session.target.operation(case.operation)
    for spot in case.data[:_MOST] if len(case.data) > 1 else ():
        draft = yield from standing(session, operation)
        call = _changed(draft.call, case, spot) if draft is not None else None
        if draft is None or call is None:
            continue
        again = yield from session.send(call)
        spent(session, draft, again, call)
        if failed(again):
            return crash(session, case, again, f"{case.what} ({spot.where})")
    place = f" ({case.data[0].where})" if len(case.data) == 1 else ""
    return crash(session, case, exchange, case.what + place)


def _lost(session: Session, case: Case, call: Call, exchange: Exchange) -> Program[tuple[Finding, ...]]:
    """Held against what is read back, where the thing can be read; else against the answer."""
    read, content = yield from _kept(session, call, exchange)
    sent = [one for one in case.data if one.place == "body" and present(call, one) == SCRIPTS]
    lost = [one for one in sent if _is_lost(_found(content, one))]
    if not lost:
        return ()
    control_call, control = yield from _control(session, call)
    if control_call is None:
        return ()
    return tuple(
        session.finding(
            LOST, case, f"Expected {one.last} to be kept as it was sent, in all scripts; it is told as "
            f"{_found(content, one)[:80]!r}, where a plain text is kept.", (read,), where=one.where,
        )
        for one in lost
        if _found(control, one) == present(control_call, one)
    )  # fmt: skip


def _kept(session: Session, call: Call, exchange: Exchange) -> Program[tuple[Exchange, Any]]:
    made = thing_of(session, Draft(call=call), exchange)
    resource = made.resource if made is not None else session.target.resources.of(call.operation)
    path = made.path if made is not None else call.path
    reader = resource.read if resource is not None else None
    if reader is None or (made is None and call.operation not in (resource.changes if resource else ())):
        return exchange, content_of(exchange)
    read = yield from session.send(Call(operation=reader, identity=call.identity, path=path))
    return (read, content_of(read)) if succeeded(read) else (exchange, content_of(exchange))


def _control(session: Session, call: Call) -> Program[tuple[Call | None, Any]]:
    draft = yield from standing(session, call.operation, call.identity)
    if draft is None:
        return None, None
    exchange = yield from session.send(draft.call)
    spent(session, draft, exchange)
    if not succeeded(exchange):
        return None, None
    _, content = yield from _kept(session, draft.call, exchange)
    return draft.call, content


def _found(content: Any, spot: Spot) -> Any:
    """What the thing says at the same place: at its top, or in the envelope."""
    value = at(content, spot.name)
    if value is None and isinstance(content, dict):
        return next((one for name in ENVELOPES if (one := at(content.get(name), spot.name)) is not None), None)
    return value


def _is_lost(value: Any) -> bool:
    return isinstance(value, str) and _plain(value) not in (_plain(SCRIPTS), _plain(SCRIPTS[:-1]))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


PROBE = Probe(name="extremes", rules=(LOST, SERVER_ERROR), cases=cases, run=run)
