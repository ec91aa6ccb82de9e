"""Two fields of a body that must follow each other, as the contract says: an end before its start is refused."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from assay.contract.kinds import kinds, properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of, resolved
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.owned import ENVELOPES
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import content_of, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.state.prose import quoted, sentences
from assay.probes.target import Target

ORDER = Rule(
    name="accepts-wrong-order",
    title="Two values are taken in the wrong order",
    law="A value that the contract places before or after another one is refused on its other side",
    severity="medium",
    basis="declared",
    assumes="The contract says in so many words which of two fields of one body comes first: `must be after startsAt`. "
    "The same request with the values in the right order succeeds; an API that puts them in order by itself shows so "
    "in its answer.",
)
_UP = "after|later than|greater than|more than|larger than|higher than|above|at least|exceed"
_DOWN = "before|earlier than|less than|lower than|smaller than|fewer than|below|at most"
_MODAL = r"must|shall|should|has to|have to|needs? to|may|cannot|can not|can|is|are|be"
_COMPARED = (
    rf"(?P<no>(?:not|never|no)\s+)?(?:be\s+|lie\s+)?(?:strictly\s+|always\s+)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+"
    r"(?:or equal to\s+)?(?:the\s+|its\s+)?[`'\"]?(?P<other>[A-Za-z_][\w-]*)[`'\"]?(?=\s*(?:[.,;:)]|$))"
)
_OF_ITSELF = re.compile(rf"(?:^|\b(?P<modal>{_MODAL})\s+){_COMPARED}", re.IGNORECASE)
_OF_ANOTHER = re.compile(rf"[`'\"]?(?P<one>[A-Za-z_][\w-]*)[`'\"]?\s+(?P<modal>{_MODAL})\s+{_COMPARED}", re.IGNORECASE)
_AROUND = frozenset({"at", "on", "date", "time", "day", "datetime", "moment"})
_FAR = {"date": "2031-05-17", "date-time": "2031-05-17T10:30:00Z", "": 5}
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
Kind = Literal["date", "date-time", ""]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A field that lies on one side of another one. An empty kind stands for numbers."""

    field: str
    other: str
    sign: int
    """1 where it comes after the other one, -1 where it comes before."""
    kind: Kind
    said: str


def cases(target: Target) -> Iterator[Case]:
    """Each pair that the words of a body or an operation put in an order."""
    for operation in target.operations:
        media = media_of(operation)
        if media is None or "json" not in media.type or ends_the_caller(operation):
            continue
        for one in orders(operation, target):
            yield Case(
                probe=PROBE.name,
                rule=ORDER.name,
                operation=operation.name,
                what=f"{one.field} is {'before' if one.sign > 0 else 'after'} {one.other}",
                where=joined(one.field),
                sends=2,
                weight=67,
                writes=operation.method not in ("GET", "HEAD"),
                tags=operation.tags,
                data=one,
            )


def orders(operation: Operation, target: Target) -> Iterator[Order]:
    """Each pair once, as it is said first."""
    media, contract = media_of(operation), target.contract
    fields = {} if media is None else properties(media.schema, contract.definitions)
    schemas = {name: resolved(schema, contract) for name, schema in fields.items()}
    seen: set[frozenset[str]] = set()
    for name, other, sign, said in _said(operation, target, schemas):
        kind = _kind(schemas[name], target)
        pair = frozenset({name, other})
        if kind is not None and kind == _kind(schemas[other], target) and len(pair) == 2 and pair not in seen:
            seen.add(pair)
            yield Order(field=name, other=other, sign=sign, kind=kind, said=said)


def _said(
    operation: Operation, target: Target, schemas: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str, int, str]]:
    for name, schema in schemas.items():
        for sentence in _SENTENCE.split(str(schema.get("description", ""))[:2000]):
            match = _OF_ITSELF.search(sentence.strip())
            if match is not None and (other := _meant(match["other"], schemas)):
                yield name, other, _sign(match), sentence.strip()
    media = media_of(operation)
    body = resolved(media.schema, target.contract).get("description", "") if media else ""
    for sentence in (*sentences(operation), *_SENTENCE.split(str(body)[:2000])):
        for match in _OF_ANOTHER.finditer(sentence):
            one, other = _meant(match["one"], schemas), _meant(match["other"], schemas)
            if one and other:
                yield one, other, _sign(match), sentence.strip()


def _sign(match: re.Match[str]) -> int:
    is_turned = bool(match["no"]) or (match["modal"] or "").lower() in ("cannot", "can not")
    return (1 if match["up"] else -1) * (-1 if is_turned else 1)


def _meant(text: str, fields: dict[str, dict[str, Any]]) -> str:
    """The only field that a word of a sentence names: by its name, or by what is left of it: `start` for startsAt."""
    exact = [name for name in fields if name.lower() == text.lower()]
    found = exact or [name for name in fields if _stem(name) == _stem(text) != ""]
    return found[0] if len(found) == 1 else ""


def _stem(name: str) -> str:
    return " ".join(word.removesuffix("s") for word in words_of(name) if word not in _AROUND)


def _kind(schema: dict[str, Any], target: Target) -> Kind | None:
    """What is compared: moments, days, or numbers; None where it is something else."""
    allowed = kinds(schema, target.contract.definitions) - {"null"}
    if allowed and allowed <= {"integer", "number"} and "enum" not in schema:
        return ""
    found = schema.get("format")
    return found if allowed == {"string"} and found in ("date", "date-time") else None


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The two values in the right order, which must be taken; then in the wrong one."""
    order: Order = case.data
    right = yield from _sent(session, case, order, order.sign)
    if right is None or not succeeded(right):
        return ()
    wrong = yield from _sent(session, case, order, -order.sign)
    if wrong is None or not succeeded(wrong) or wrong.response is None:
        return () if wrong is None else crash(session, case, wrong)
    if _is_repaired(wrong, order):
        return ()
    message = f"Expected a refusal because {case.what}; it was taken with {wrong.response.status}."
    return (session.finding(ORDER, case, quoted(message, order.said), (right, wrong)),)


def _sent(session: Session, case: Case, order: Order, sign: int) -> Program[Exchange | None]:
    """A good request whose field is on one side of the other one; None where the schema forbids the values."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None or not isinstance(draft.call.body, dict):
        return None
    base = draft.call.body.get(order.other)
    base = base if isinstance(base, str if order.kind else int | float) else _FAR[order.kind]
    value = _moved(base, sign * 2)
    body = {**draft.call.body, order.other: base, order.field: value}
    media = media_of(operation)
    if value is None or media is None or session.target.validators.check(media.schema, body, "request"):
        return None
    call = draft.call.with_(body=body)
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    return exchange


def _moved(value: Any, by: int) -> Any:
    """A number, or a text that begins with a date, so many (days) further; None where it is no date."""
    if not isinstance(value, str):
        return value + by
    try:
        day = datetime.date.fromisoformat(value[:10]) + datetime.timedelta(days=by)
    except (ValueError, OverflowError):
        return None
    return day.isoformat() + value[10:]


def _is_repaired(exchange: Exchange, order: Order) -> bool:
    """Whether the answer shows the two in the right order, or other values than were sent."""
    content = content_of(exchange)
    inner = [content] + [content.get(name) for name in ENVELOPES] if isinstance(content, dict) else []
    shown = next((one for one in inner if isinstance(one, dict) and order.field in one and order.other in one), None)
    if shown is None:
        return False
    one, other = shown[order.field], shown[order.other]
    if isinstance(one, str) and isinstance(other, str):
        one, other = one[:10], other[:10]
    try:
        return bool((one > other) if order.sign > 0 else (one < other)) or one == other
    except TypeError:
        return True


PROBE = Probe(name="orders", rules=(ORDER,), cases=cases, run=run)
