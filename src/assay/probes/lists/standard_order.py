"""The order in which a list comes when nobody asks for one, where the contract says which: in words, or by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from assay.contract.words import shown
from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Contract, Operation
from assay.model.finding import Finding
from assay.probes.bodies import resolved
from assay.probes.lists.keys import flat
from assay.probes.lists.ordering import distinct, out_of_order
from assay.probes.lists.pages import Page
from assay.probes.lists.rules import STANDARD
from assay.probes.lists.sorting import order_of, orders
from assay.probes.lists.supply import listing
from assay.probes.lists.terms import items_of, may_list, terms_of
from assay.probes.lists.walking import Listing, changed, largest, read
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target

_NEWEST = re.compile(
    r"\b(?:newest|latest|most recent(?:ly created)?)(?: \w+){0,2} first\b|\breverse chronological\b", re.IGNORECASE
)
_OLDEST = re.compile(r"\b(?:oldest|earliest)(?: \w+){0,2} first\b", re.IGNORECASE)
_UPDATED = re.compile(r"\b(?:updat|chang|modif|activ|us)\w*\b", re.IGNORECASE)
_CREATED = ("created_at", "created", "created_on", "creation_date", "created_date", "create_time", "date_created")
_PAUSE = 0.4


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """An order that the contract promises."""

    field: str
    descending: bool
    sentence: str


def promised(operation: Operation, contract: Contract) -> Promise | None:
    """The order of a list: by the default of its sort parameter, else by a sentence of its own, or about all lists."""
    sort = terms_of(operation, contract).sort
    if sort is not None:
        return _by_default(resolved(sort.schema, contract).get("default"), operation, contract)
    fields = items_of(operation, contract) or {}
    field = next((one for one in _CREATED if one in fields), "")
    for sentence in _sentences(operation, contract):
        newest = _NEWEST.search(sentence) is not None
        if field and newest is not (_OLDEST.search(sentence) is not None) and not _UPDATED.search(sentence):
            return Promise(field=field, descending=newest, sentence=" ".join(sentence.split())[:300])
    return None


def _by_default(default: Any, operation: Operation, contract: Contract) -> Promise | None:
    sort = terms_of(operation, contract).sort
    found = order_of(default) if isinstance(default, str) else None
    if sort is None or found is None or terms_of(operation, contract).direction is not None:
        return None
    known = next((one for one in orders(sort, contract) if one.value == default), found)
    if known.descending is None:
        return None
    return Promise(field=known.field, descending=known.descending, sentence=f"{sort.name} is {default} by default.")


def _sentences(operation: Operation, contract: Contract) -> Iterator[str]:
    own = [operation.summary, operation.description, *(one.description for one in operation.answers)]
    for text in own:
        yield from _split(text)
    for sentence in _split(contract.description):
        if re.search(r"\blists?\b", sentence, re.IGNORECASE):
            yield sentence


def _split(text: str) -> Iterable[str]:
    return re.split(r"(?<=[.!?])\s+|\n\s*\n", text[:20_000])


def cases(target: Target) -> Iterator[Case]:
    """Each list whose order the contract promises."""
    for operation in target.operations:
        promise = promised(operation, target.contract) if may_list(operation, target.contract) else None
        if promise is not None:
            yield Case(
                probe=PROBE.name,
                rule=STANDARD.name,
                operation=operation.name,
                what=f"the list as it comes, by {promise.field}",
                where="order",
                sends=3,
                weight=47,
                tags=operation.tags,
                data=promise,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """One page as it comes, and once more if it is out of order."""
    made = yield from listing(session, session.target.operation(case.operation))
    if made is None:
        return ()
    promise: Promise = case.data
    call = changed(session, made.call, made.terms.size, largest(session, made.terms.size)) or made.call
    for pause in (_PAUSE, 0.0):
        page = yield from read(session, made, call)
        wrong = _wrong(page, promise)
        if page is None or wrong is None or _is_enumeration(session, case, promise.field):
            return ()
        if pause:
            yield Sleep(seconds=pause)
    assert page is not None
    assert wrong is not None
    if (yield from _is_out_of_order_anyway(session, made, promise)):
        return ()
    one, other = (shown(value, promise.field) for value in wrong)
    message = (
        f'Expected the list in the order that the contract says: "{promise.sentence}"; {one} comes before {other}.'
    )
    return (session.finding(STANDARD, case, message, (page.exchange,)),)


def _is_out_of_order_anyway(session: Session, made: Listing, promise: Promise) -> Program[bool]:
    """Whether the list is no better where the default is asked for: that is another cause."""
    sort = made.terms.sort
    default = resolved(sort.schema, session.target.contract).get("default") if sort is not None else None
    call = changed(session, made.call, sort, default) if sort is not None else None
    page = (yield from read(session, made, call)) if call is not None else None
    return _wrong(page, promise) is not None


def _wrong(page: Page | None, promise: Promise) -> tuple[Any, Any] | None:
    items: list[Mapping[str, Any]] = [flat(one) for one in page.items] if page is not None else []
    values = [one.get(promise.field) for one in items]
    return out_of_order(values, descending=promise.descending) if distinct(values) else None


def _is_enumeration(session: Session, case: Case, field: str) -> bool:
    fields = items_of(session.target.operation(case.operation), session.target.contract) or {}
    return "enum" in resolved(fields.get(field, True), session.target.contract)


PROBE = Probe(name="list-standard-order", rules=(STANDARD,), cases=cases, run=run)
