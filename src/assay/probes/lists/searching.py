"""A search for a text that is nowhere does not bring everything; one for a text that is there finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assay.model.case import Case
from assay.model.command import Program, Sleep
from assay.model.contract import Operation, Parameter
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.lists.keys import Item, flat, keys
from assay.probes.lists.rules import SEARCH, SEARCH_LOSES
from assay.probes.lists.supply import PAUSES, listing
from assay.probes.lists.terms import may_list, terms_of
from assay.probes.lists.walking import Listing, Whole, largest, read, whole
from assay.probes.probe import Probe
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.target import Target

FEWEST = 3
"""Records that are too many for a text that stands nowhere."""
_LOOSE = re.compile(
    r"\b(semantic\w*|similar\w*|fuzzy|relevan\w*|embedding|vector|nearest|suggest\w*|boost\w*|rank\w*)\b", re.I
)
_CONTAINS = re.compile(
    r"\b(contain\w*|has this in it|have this in (?:it|them)|includ\w* this|hold\w*)\b", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z0-9]{6,40}")


def cases(target: Target) -> Iterator[Case]:
    """Each list with a parameter for a text to search."""
    for operation in target.operations:
        search = terms_of(operation, target.contract).search
        if search is None or not may_list(operation, target.contract) or _LOOSE.search(_said(operation, search)):
            continue
        yield _case(operation, SEARCH, search, "a search for a text that stands nowhere", 50)
        if _CONTAINS.search(search.description) and not search.required:
            yield _case(operation, SEARCH_LOSES, search, "a search for a text that a record has", 46)


def _said(operation: Operation, search: Parameter) -> str:
    return f"{operation.summary}\n{operation.description}\n{search.description}"


def _case(operation: Operation, rule: Rule, search: Parameter, what: str, weight: int) -> Case:
    return Case(
        probe=PROBE.name,
        rule=rule.name,
        operation=operation.name,
        what=what,
        where=f"query {search.name}",
        sends=4,
        weight=weight,
        tags=operation.tags,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """One of both, by the rule of the case."""
    made = yield from listing(session, session.target.operation(case.operation))
    if made is None or made.terms.search is None:
        return ()
    if case.rule == SEARCH.name:
        return (yield from _nothing(session, case, made))
    return (yield from _something(session, case, made))


def _looking(session: Session, made: Listing, text: str) -> Call:
    assert made.terms.search is not None
    size = {made.terms.size.name: largest(session, made.terms.size)} if made.terms.size is not None else {}
    return made.call.with_(query={**made.call.query, **size, made.terms.search.name: text}, honest=True)


def _nothing(session: Session, case: Case, made: Listing) -> Program[tuple[Finding, ...]]:
    """Two texts that stand nowhere bring the same records, as many as there are without a search."""
    first = yield from read(session, made, _looking(session, made, session.token()))
    if first is None or len(first.items) < FEWEST:
        return ()
    second = yield from read(session, made, _looking(session, made, session.token()[::-1]))
    if second is None or keys(first.items, "") != keys(second.items, ""):
        return ()
    search = made.terms.search
    assert search is not None
    if not search.required:
        there = yield from whole(session, made)
        if there is None or keys(there.items, "")[: len(first.items)] != keys(first.items, ""):
            return ()
    message = f"Expected nothing for a text that nobody ever sent; {search.name} brings {len(first.items)} records."
    return (session.finding(SEARCH, case, message, (first.exchange, second.exchange)),)


def _something(session: Session, case: Case, made: Listing) -> Program[tuple[Finding, ...]]:
    """A word of a field that is said to be searched finds its record, within 3 s."""
    there = yield from whole(session, made)
    aim = _aim(session, made, there) if there is not None else None
    if there is None or aim is None or not there.key:
        return ()
    key, field, word = aim
    found = yield from _patiently(session, made, word, key)
    if found is None:
        return ()
    after = yield from whole(session, made)
    if after is None or key not in after.keys or word not in str(flat(after.item(key)).get(field)):
        return ()
    message = (
        f"Expected a search for a word of {field} to find its record; it is not among the {len(found.keys)} found."
    )
    evidence = (after.pages[0].exchange, found.pages[0].exchange)
    return (session.finding(SEARCH_LOSES, case, message, evidence),)


def _patiently(session: Session, made: Listing, word: str, key: str) -> Program[Whole | None]:
    """What a search brings in the end, if it is never the record that is looked for; None where it is."""
    found: Whole | None = None
    for pause in (0.0, *PAUSES, 1.3):
        if pause:
            yield Sleep(seconds=pause)
        found = yield from whole(session, made, _looking(session, made, word))
        if found is None or key in found.keys or not (found.complete or len(found.keys) < FEWEST):
            return None
    return found


def _aim(session: Session, made: Listing, there: Whole) -> tuple[str, str, str] | None:
    """A record, a field of it that the contract says is searched, and a word that stands there."""
    assert made.terms.search is not None
    said = set(words_of(made.terms.search.description))
    for key, item in zip(there.keys, there.items, strict=True):
        for field, word in _words(item, said):
            if not session.target.validators.check(made.terms.search.schema, word, "request"):
                return key, field, word
    return None


def _words(item: Item, said: set[str]) -> Iterator[tuple[str, Any]]:
    for field, value in flat(item).items():
        if isinstance(value, str) and set(field.split("_")) <= said and field != "id":
            for word in _WORD.findall(value[:500]):
                yield field, word


PROBE = Probe(name="list-search", rules=(SEARCH, SEARCH_LOSES), cases=cases, run=run)
