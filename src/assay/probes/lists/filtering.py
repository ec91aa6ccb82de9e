"""What a filtered list holds fulfils the filter, what fulfils it is held, and two filters narrow together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from assay.contract.words import shown
from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation, Parameter
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule
from assay.probes.bodies import resolved
from assay.probes.call import Call
from assay.probes.lists.choices import Chosen, as_sent, values
from assay.probes.lists.keys import Item, Key, flat, keys
from assay.probes.lists.meanings import Meaning, fulfils, meaning_of
from assay.probes.lists.names import spaced
from assay.probes.lists.pages import Page
from assay.probes.lists.rules import COMBINED, FILTER, FILTER_LOSES, FILTERING_RULES
from assay.probes.lists.supply import listing
from assay.probes.lists.terms import items_of, may_list, terms_of
from assay.probes.lists.walking import Listing, Whole, largest, read, whole
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target

MOST_PAIRS = 3
"""Pairs of filters that are tried together on one list."""
_PAUSE = 0.4

Fields = Mapping[str, Any]


def cases(target: Target) -> Iterator[Case]:
    """Each parameter that may filter a list, and some pairs of them."""
    for operation in target.operations:
        if not may_list(operation, target.contract):
            continue
        filters = _filters(target, operation)
        for one in filters:
            yield _case(operation, FILTER, (one,), f"the filter {one.name} against the items")
        for one, other in list(combinations(filters, 2))[:MOST_PAIRS]:
            yield _case(operation, COMBINED, (one, other), f"the filters {one.name} and {other.name} together")


def _filters(target: Target, operation: Operation) -> list[Parameter]:
    """The parameters that filter by the fields that the contract declares; all, where it declares none."""
    others = terms_of(operation, target.contract).others
    items = items_of(operation, target.contract)
    if items is None:
        return [one for one in others if not one.required]
    fields = {name: _stand_in(resolved(one, target.contract)) for name, one in items.items()}
    fields |= {f"{name}_{inner}": "" for name, one in items.items() for inner in _inner(target, one)}
    return [one for one in others if not one.required and meaning_of(one, fields, target.contract) is not None]


def _inner(target: Target, schema: Any) -> Iterator[str]:
    for name in resolved(schema, target.contract).get("properties", {}):
        yield spaced(name)


def _stand_in(schema: Fields) -> Any:
    """A value of the kind that a field has: a list or none."""
    return [] if schema.get("type") == "array" or "items" in schema else ""


def _case(operation: Operation, rule: Rule, filters: tuple[Parameter, ...], what: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        others=(FILTER_LOSES.name,) if rule is FILTER else (),
        operation=operation.name,
        what=what,
        where=f"query {', '.join(one.name for one in filters)}",
        sends=6,
        weight=56 if len(filters) == 1 else 48,
        tags=operation.tags,
        data=filters,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Read the list, choose values by what is in it, and hold each answer against them."""
    operation = session.target.operation(case.operation)
    made = yield from listing(session, operation)
    there = (yield from whole(session, made)) if made is not None else None
    if made is None or there is None or not there.items:
        return ()
    items = [flat(one) for one in there.items]
    meanings = [_meaning(session, one, items) for one in case.data]
    known = [one for one in meanings if one is not None]
    if len(known) < len(meanings):
        return ()
    if len(known) == 2:
        return (yield from _together(session, case, made, items, known))
    for value in values(session, operation, known[0], items):
        found = yield from _alone(session, case, made, there, Chosen(meaning=known[0], value=value))
        if found is not None:
            return (found,)
    return ()


def _meaning(session: Session, parameter: Parameter, items: list[Item]) -> Meaning | None:
    fields: dict[str, Any] = {}
    for item in items:
        for name, value in item.items():
            if name not in fields or fields[name] in (None, []):
                fields[name] = value
    return meaning_of(parameter, fields, session.target.contract)


def _call(session: Session, made: Listing, chosen: tuple[Chosen, ...]) -> Call:
    terms = made.terms
    size = {terms.size.name: largest(session, terms.size)} if terms.size is not None else {}
    query = {one.meaning.parameter.name: as_sent(session, one.meaning, one.value) for one in chosen}
    return made.call.with_(query={**made.call.query, **size, **query}, honest=True)


def _alone(session: Session, case: Case, made: Listing, there: Whole, chosen: Chosen) -> Program[Finding | None]:
    """One value of one filter."""
    call = _call(session, made, (chosen,))
    page = yield from _read(session, made, there, call)
    if page is None:
        return None
    if _failing(page, (chosen,)):
        yield Sleep(seconds=_PAUSE)
        page = yield from _read(session, made, there, call)
        wrong = _failing(page, (chosen,)) if page is not None else []
        if page is None or not wrong:
            return None
        message = _unfulfilled(chosen, wrong, page)
        return session.finding(FILTER, case, message, (there.pages[0].exchange, page.exchange), basis=_basis(chosen))
    if set(_wanted(there, chosen)) <= set(keys(page.items, there.key)):
        return None
    return (yield from _missing(session, case, made, there, chosen))


def _read(session: Session, made: Listing, there: Whole, call: Call) -> Program[Page | None]:
    return (yield from read(session, made, call, there.pages[0].pointer))


def _basis(chosen: Chosen) -> Basis:
    return "declared" if chosen.meaning.said else "inferred"


def _unfulfilled(chosen: Chosen, wrong: list[Item], page: Page) -> str:
    name, field = chosen.meaning.parameter.name, chosen.meaning.field
    value = flat(wrong[0]).get(field)
    return (
        f"Expected only records that fulfil {name}={_told(chosen, name)}; {len(wrong)} of {len(page.items)} do not, "
        f"one with {field} {shown(value, field)}."
    )


def _told(chosen: Chosen, name: str) -> str:
    return shown(chosen.value, name).removeprefix("the text ")


def _missing(session: Session, case: Case, made: Listing, there: Whole, chosen: Chosen) -> Program[Finding | None]:
    """A record that fulfils the filter and is not in what it gives, though the list has it before and after."""
    lost = yield from _lost(session, made, there, chosen)
    if not lost:
        return None
    yield Sleep(seconds=_PAUSE)
    after = yield from whole(session, made)
    lost = (yield from _lost(session, made, after, chosen)) if after is not None and after.keys == there.keys else []
    if after is None or not lost:
        return None
    filtered = yield from whole(session, made, _call(session, made, (chosen,)))
    if filtered is None:
        return None
    name, value = chosen.meaning.parameter.name, flat(after.item(lost[0])).get(chosen.meaning.field)
    message = (
        f"Expected every record that fulfils {name}={_told(chosen, name)}; one with {chosen.meaning.field} "
        f"{shown(value, chosen.meaning.field)} is left out."
    )
    evidence = (after.pages[0].exchange, filtered.pages[0].exchange)
    return session.finding(FILTER_LOSES, case, message, evidence, basis=_basis(chosen))


def _lost(session: Session, made: Listing, there: Whole, chosen: Chosen) -> Program[list[str]]:
    """The keys of records that should be there; none where the answer is not read to its end."""
    wanted = _wanted(there, chosen)
    if not wanted or not there.key:
        return []
    filtered = yield from whole(session, made, _call(session, made, (chosen,)))
    if filtered is None or not filtered.complete or (filtered.keys and filtered.key != there.key):
        return []
    if len(filtered.pages[0].items) < len(filtered.keys):
        return []  # what is lost between pages is another cause
    found = set(filtered.keys)
    return [key for key in wanted if key not in found]


def _wanted(there: Whole, chosen: Chosen) -> list[Key]:
    """The keys of the records that fulfil a filter for certain."""
    both = zip(there.keys, there.items, strict=True)
    return [key for key, item in both if fulfils(chosen.meaning, chosen.value, flat(item)) is True]


def _together(
    session: Session, case: Case, made: Listing, items: list[Item], meanings: list[Meaning]
) -> Program[tuple[Finding, ...]]:
    """Values of which some record has one alone: it must not be in an answer for both."""
    pair = _pair(session, session.target.operation(case.operation), meanings, items)
    if pair is None:
        return ()
    for alone in pair:
        page = yield from read(session, made, _call(session, made, (alone,)))
        if page is None or _failing(page, (alone,)):
            return ()  # a filter that does nothing by itself is another cause
    for pause in (_PAUSE, 0.0):
        page = yield from read(session, made, _call(session, made, pair))
        if page is None or not (wrong := _failing(page, pair)):
            return ()
        if pause:
            yield Sleep(seconds=pause)
    assert page is not None
    names = " and ".join(f"{one.meaning.parameter.name}={_told(one, one.meaning.parameter.name)}" for one in pair)
    message = f"Expected only records that fulfil {names}; {len(wrong)} of {len(page.items)} fulfil one of them."
    basis: Basis = "declared" if all(one.meaning.said for one in pair) else "inferred"
    return (session.finding(COMBINED, case, message, (page.exchange,), basis=basis),)


def _failing(page: Page, filters: tuple[Chosen, ...]) -> list[Item]:
    """The items that do not fulfil some filter."""
    items = [(one, flat(one)) for one in page.items]
    return [one for one, item in items if any(fulfils(each.meaning, each.value, item) is False for each in filters)]


def _pair(
    session: Session, operation: Operation, meanings: list[Meaning], items: list[Item]
) -> tuple[Chosen, Chosen] | None:
    one, other = meanings
    for first in values(session, operation, one, items):
        for second in values(session, operation, other, items):
            found = [(fulfils(one, first, item), fulfils(other, second, item)) for item in items]
            if (True, False) in found or (False, True) in found:
                return Chosen(meaning=one, value=first), Chosen(meaning=other, value=second)
    return None


PROBE = Probe(name="list-filter", rules=FILTERING_RULES, cases=cases, run=run)
