"""A list is in the order that was asked for, and the other way round in the other direction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from assay.contract.kinds import item_schema
from assay.contract.words import shown
from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Contract, Operation, Parameter
from assay.model.finding import Finding
from assay.probes.bodies import resolved
from assay.probes.call import Call
from assay.probes.lists.keys import flat, keys
from assay.probes.lists.names import spaced
from assay.probes.lists.ordering import distinct, out_of_order
from assay.probes.lists.pages import Page
from assay.probes.lists.rules import SORTING_RULES, UNREVERSED, UNSORTED
from assay.probes.lists.supply import listing
from assay.probes.lists.terms import ASCENDING, DESCENDING, Terms, items_of, may_list, terms_of
from assay.probes.lists.walking import Listing, largest, read
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target

MOST_FIELDS = 6
_PAUSE = 0.4
_SIGNED = re.compile(
    r"^(?P<sign>[-+]?)(?P<field>[^-+:, ].*?)(?:[ .:,_]?(?P<word>asc|desc|ascending|descending))?$", re.I
)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a sort parameter."""

    value: str
    field: str
    """By words: `created_at`."""
    descending: bool | None
    """None where the value does not say."""


def order_of(value: str) -> Order | None:
    """What `-created_at`, `createdAt:desc`, `CREATED_AT_DESC` sort by; None where it is no name of a field."""
    match = _SIGNED.match(value[:200])
    if match is None:
        return None
    word = (match["word"] or "").lower()
    said = True if match["sign"] == "-" or word in DESCENDING else (False if word or match["sign"] else None)
    field = spaced(match["field"])
    return Order(value=value, field=field, descending=said) if field else None


def orders(parameter: Parameter, contract: Contract) -> tuple[Order, ...]:
    """The orders that the contract lists: by a choice of values, or by a pattern that is one."""
    found = [order for value in _values(parameter, contract) if (order := order_of(value)) is not None]
    signed = {one.field for one in found if one.descending}
    return tuple(
        msgspec.structs.replace(one, descending=False) if one.descending is None and one.field in signed else one
        for one in found
    )


def _values(parameter: Parameter, contract: Contract) -> list[str]:
    schema = resolved(parameter.schema, contract)
    inner = resolved(item_schema(parameter.schema, contract.definitions), contract)
    for one in (schema, inner):
        if listed := [value for value in one.get("enum", ()) if isinstance(value, str)]:
            return listed
        told = re.fullmatch(r"\^?(-\?|\[[-+]+\]\?)?\((?:\?:)?([\w|]+)\)\$?", str(one.get("pattern", ""))[:500])
        if told:
            names = told[2].split("|")
            return [sign + name for name in names for sign in (("", "-") if told[1] else ("",))]
    return []


def cases(target: Target) -> Iterator[Case]:
    """Each field that a list can be sorted by."""
    for operation in target.operations:
        if not may_list(operation, target.contract):
            continue
        terms = terms_of(operation, target.contract)
        fields = items_of(operation, target.contract)
        if terms.sort is None:
            continue
        sortable = dict.fromkeys(one.field for one in orders(terms.sort, target.contract))
        for field in list(sortable)[:MOST_FIELDS]:
            if fields is None or _field_of(field, fields):
                yield _case(operation, terms.sort, field)


def _case(operation: Operation, sort: Parameter, field: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=UNSORTED.name,
        others=(UNREVERSED.name,),
        operation=operation.name,
        what=f"the list sorted by {field}, up and down",
        where=f"query {sort.name}",
        sends=6,
        weight=58,
        tags=operation.tags,
        data=field,
    )


def _field_of(field: str, fields: Iterable[str]) -> str:
    """The field of the items that is meant: `created` may be created_at, where nothing else begins so."""
    if field in fields:
        return field
    near = [
        one for one in fields if one.startswith(f"{field}_") and one.rpartition("_")[2] in ("at", "on", "date", "time")
    ]
    return near[0] if len(near) == 1 else ""


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Read the list in each direction; what is out of order is looked at once more before it is told."""
    operation = session.target.operation(case.operation)
    made = yield from listing(session, operation)
    if made is None or made.terms.sort is None:
        return ()
    pages: dict[bool | None, Page] = {}
    for order, call in _calls(session, made, case.data):
        page = yield from read(session, made, call)
        values = _values_of(page, order.field)
        if page is None or not distinct(values) or _has_own_order(session, operation, order.field):
            if page is not None:
                pages[order.descending] = page
            continue
        wrong = _wrong(values, order)
        if wrong is not None:
            yield Sleep(seconds=_PAUSE)
            page = yield from read(session, made, call)
            wrong = _wrong(_values_of(page, order.field), order)
        if page is None:
            continue
        if wrong is not None:
            return (session.finding(UNSORTED, case, _told(order, wrong), (page.exchange,)),)
        pages[order.descending] = page
    return _unreversed(session, case, pages)


def _calls(session: Session, made: Listing, field: str) -> list[tuple[Order, Call]]:
    """The list by one field, in each direction that can be asked for."""
    terms = made.terms
    assert terms.sort is not None
    size = {terms.size.name: largest(session, terms.size)} if terms.size is not None else {}
    found = []
    for order in orders(terms.sort, session.target.contract):
        if order.field != field:
            continue
        value = [order.value] if _is_listed(session, terms.sort) else order.value
        query = {**made.call.query, **size, terms.sort.name: value}
        if order.descending is not None or terms.direction is None:
            found.append((order, made.call.with_(query=query, honest=True)))
            continue
        for text, descending in _directions(session, terms):
            directed = msgspec.structs.replace(order, descending=descending)
            found.append((directed, made.call.with_(query={**query, terms.direction.name: text}, honest=True)))
    return found


def _is_listed(session: Session, sort: Parameter) -> bool:
    return resolved(sort.schema, session.target.contract).get("type") == "array"


def _directions(session: Session, terms: Terms) -> list[tuple[Any, bool]]:
    assert terms.direction is not None
    values = resolved(terms.direction.schema, session.target.contract).get("enum", ())
    return [(one, str(one).lower() in DESCENDING) for one in values if str(one).lower() in ASCENDING | DESCENDING]


def _values_of(page: Page | None, field: str) -> list[Any]:
    items = [flat(one) for one in page.items] if page is not None else []
    name = _field_of(field, dict.fromkeys(key for one in items for key in one))
    return [one.get(name) for one in items] if name else []


def _has_own_order(session: Session, operation: Operation, field: str) -> bool:
    """Whether a field is an enumeration: high may come after low."""
    fields = items_of(operation, session.target.contract) or {}
    return "enum" in resolved(fields.get(_field_of(field, fields), True), session.target.contract)


def _wrong(values: list[Any], order: Order) -> tuple[Any, Any] | None:
    """Neighbours the wrong way round. Where no direction was said, either is right, and none of both is wrong."""
    if order.descending is not None:
        return out_of_order(values, descending=order.descending)
    down = out_of_order(values, descending=True)
    return out_of_order(values, descending=False) if down is not None else None


def _told(order: Order, wrong: tuple[Any, Any]) -> str:
    way = {True: "descending ", False: "ascending ", None: ""}[order.descending]
    one, other = (shown(value, order.field) for value in wrong)
    return f"Expected the list by {order.field} in {way}order; {one} comes before {other}."


def _unreversed(session: Session, case: Case, pages: dict[bool | None, Page]) -> tuple[Finding, ...]:
    """Both directions come in one order, though the values differ: claimed for whatever they are."""
    up, down = pages.get(False), pages.get(True)
    if up is None or down is None or len(up.items) < 3:
        return ()
    name = "id" if all("id" in one for one in (*up.items, *down.items)) else ""
    values = {str(one) for one in _values_of(up, case.data) if one not in (None, "")}
    if len(values) < 2 or keys(up.items, name) != keys(down.items, name):
        return ()
    if len(values) < 2 or up.following or down.following:
        return ()
    message = f"Expected the descending order by {case.data} to differ from the ascending one; they are the same."
    return (session.finding(UNREVERSED, case, message, (up.exchange, down.exchange)),)


PROBE = Probe(name="list-order", rules=SORTING_RULES, cases=cases, run=run)
