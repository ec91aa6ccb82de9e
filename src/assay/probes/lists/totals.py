"""The total that a list tells is the number of records on all of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.contract.kinds import properties
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Contract, Operation, Schema
from assay.model.finding import Finding
from assay.probes.bodies import resolved
from assay.probes.lists.names import joined
from assay.probes.lists.pages import Page
from assay.probes.lists.rules import TOTAL
from assay.probes.lists.supply import listing
from assay.probes.lists.terms import may_list, terms_of
from assay.probes.lists.walking import Listing, Whole, changed, read, sizes, whole
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target

_SOMETHING_ELSE = re.compile(
    r"\b(price|amount|cents?|sum|cost|estimate\w*|approximat\w*|about|at most|at least|capped"
    r"|(?:on|of|in) (?:this|the) page)\b",
    re.IGNORECASE,
)


def cases(target: Target) -> Iterator[Case]:
    """Each list that comes in pages."""
    for operation in target.operations:
        if may_list(operation, target.contract) and terms_of(operation, target.contract).pages:
            yield Case(
                probe=PROBE.name,
                rule=TOTAL.name,
                operation=operation.name,
                what="the total of the list against the number of its records",
                where="total",
                sends=5,
                weight=57,
                tags=operation.tags,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """All on one page counted before and after; the total of a page, small or large, that says something else."""
    operation = session.target.operation(case.operation)
    made = yield from listing(session, operation)
    if made is None:
        return ()
    there = yield from whole(session, made)
    if there is None or not there.complete or not there.keys or len(there.pages[0].items) < len(there.keys):
        return ()  # what is lost between pages is another cause
    page = yield from _wrong(session, made, there)
    if page is None or said_to_be_else(operation, page.total_name, session.target.contract):
        return ()
    after = yield from whole(session, made)
    if after is None or not after.complete or set(after.keys) != set(there.keys):
        return ()
    message = f"Expected a total of {len(there.keys)}, as many as all pages hold; {_name(page)} is {page.total}."
    return (session.finding(TOTAL, case, message, (there.pages[0].exchange, page.exchange)),)


def _wrong(session: Session, made: Listing, there: Whole) -> Program[Page | None]:
    """A page whose total is not the number of records: the largest one, or the smallest that there may be."""
    if _differs(there.pages[0], len(there.keys)):
        return there.pages[0]
    low, _ = sizes(session, made.terms.size)
    call = changed(session, made.call, made.terms.size, low)
    if call is None or low >= len(there.keys):
        return None
    page = yield from read(session, made, call, there.pages[0].pointer)
    return page if page is not None and _differs(page, len(there.keys)) else None


def _differs(page: Page, count: int) -> bool:
    """Whether a page tells another total. What is called `count` may count the page."""
    if page.total is None or page.total == count:
        return False
    return joined(page.total_name.rpartition("/")[2]) != "count" or page.total != len(page.items)


def _name(page: Page) -> str:
    return page.total_name.rpartition("/")[2]


def said_to_be_else(operation: Operation, name: str, contract: Contract) -> bool:
    """Whether the contract describes the field as something else than the number of records."""
    keys = name.split("/")[1:]
    for answer in operation.answers:
        for one in answer.headers:
            if one.name.lower() == name.lower() and _SOMETHING_ELSE.search(one.description):
                return True
        for media in answer.media:
            if answer.status[:1] == "2" and _SOMETHING_ELSE.search(_description(media.schema, keys, contract)):
                return True
    return False


def _description(schema: Schema, keys: list[str], contract: Contract) -> str:
    for key in keys:
        schema = properties(schema, contract.definitions).get(key, True)
    return str(resolved(schema, contract).get("description", "")) if isinstance(schema, dict) else ""


PROBE = Probe(name="list-total", rules=(TOTAL,), cases=cases, run=run)
