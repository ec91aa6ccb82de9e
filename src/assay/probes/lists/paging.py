"""Pages unite to the whole without overlap or loss, hold no more than was asked for, and come to an end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.lists.keys import Key, keys
from assay.probes.lists.names import joined
from assay.probes.lists.pages import Page, followed
from assay.probes.lists.rules import BEYOND, ENDLESS, LIMIT, LOST, OVERLAP, PAGING_RULES
from assay.probes.lists.supply import listing
from assay.probes.lists.terms import Terms, may_list, terms_of
from assay.probes.lists.walking import Listing, Whole, changed, first_page, read, sizes, whole
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target

MOST_STEPS = 5
"""Small pages that are read of one list."""
FEWEST = 3
"""Records that it takes to tell pages apart."""
_FAR = 1_000
_NONE_AT_END = re.compile(
    r"\b(?:null|absent|missing|empty|omitted|left out|no (?:next|further|more)\b)[^.;]{0,60}\b(?:last|final) page"
    r"|\b(?:last|final) page\b[^.;]{0,60}\b(?:null|absent|missing|empty|omitted|left out|not (?:set|present))",
    re.IGNORECASE,
)


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """Small pages one after the other."""

    pages: tuple[Page, ...]
    keys: tuple[tuple[Key, ...], ...]
    size: int
    ended: bool
    """Whether the last page says that it is the last."""


def cases(target: Target) -> Iterator[Case]:
    """Each list that comes in pages."""
    for operation in target.operations:
        terms = terms_of(operation, target.contract)
        if may_list(operation, target.contract) and terms.pages:
            yield Case(
                probe=PROBE.name,
                rule=OVERLAP.name,
                others=tuple(one.name for one in PROBE.rules if one is not OVERLAP),
                operation=operation.name,
                what="small pages of the list against the whole",
                where=_where(terms),
                sends=10,
                weight=64,
                tags=operation.tags,
            )


def _where(terms: Terms) -> str:
    found = next((one for one in (terms.offset, terms.page, terms.cursor, terms.size) if one is not None), None)
    return f"query {found.name}" if found is not None else "pages"


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The whole, small pages, a page beyond the end, and the whole again: if it moved, nothing is said."""
    operation = session.target.operation(case.operation)
    made = yield from listing(session, operation)
    there = (yield from whole(session, made)) if made is not None else None
    if made is None or there is None or len(there.keys) < FEWEST:
        return ()
    walk = yield from _walked(session, made, there)
    found = _judged(session, case, made, there, walk) if walk is not None else None
    if found is None and walk is not None:
        found = _endless(session, case, operation, there, walk)
    if found is None and there.complete:
        found = yield from _beyond(session, case, made, there)
    if found is None:
        return ()
    after = yield from whole(session, made)
    return (found,) if after is not None and after.keys == there.keys else ()


def _size(session: Session, made: Listing, there: Whole) -> int:
    """A size that cuts what is there into several pages; 0 where the contract allows none."""
    low, _ = sizes(session, made.terms.size)
    wanted = max(low, min(len(there.keys) // 3, 5), 1)
    if changed(session, made.call, made.terms.size, wanted) is None:
        wanted = low
    return wanted if wanted < len(there.keys) else 0


def _walked(session: Session, made: Listing, there: Whole) -> Program[Walk | None]:
    """Small pages from the first on, as far as there should be any, and one or two more by cursor."""
    size = _size(session, made, there) if made.terms.size is not None else len(there.pages[0].items)
    call = changed(session, made.call, made.terms.size, size) if made.terms.size is not None else made.call
    if not size or call is None:
        return None
    pages: list[Page] = []
    found: list[tuple[Key, ...]] = []
    steps = min(-(-len(there.keys) // size), MOST_STEPS) + (3 if _by_cursor(made.terms) else 0)
    following: Call | None = call
    base = yield from _base(session, made, call, there)
    while following is not None and len(pages) < steps:
        page = yield from read(session, made, following, there.pages[0].pointer)
        if page is None:
            return None
        pages.append(page)
        found.append(keys(page.items, there.key))
        following = _next(session, made, following, page, len(pages), size, base)
    return Walk(pages=tuple(pages), keys=tuple(found), size=size, ended=following is None) if pages else None


def _by_cursor(terms: Terms) -> bool:
    return terms.offset is None and terms.page is None


def _base(session: Session, made: Listing, call: Call, there: Whole) -> Program[int]:
    """The number of the first page; where the contract does not say, 1 if that page is the one without a number."""
    page = made.terms.page
    said = first_page(session, page) if page is not None else 0
    numbered = changed(session, call, page, 1)
    if said is not None or numbered is None:
        return said or 0
    first = yield from read(session, made, call, there.pages[0].pointer)
    second = yield from read(session, made, numbered, there.pages[0].pointer)
    return 1 if first is not None and second is not None and first.items == second.items else 0


def _next(session: Session, made: Listing, call: Call, page: Page, number: int, size: int, base: int) -> Call | None:
    terms = made.terms
    if terms.offset is not None:
        return changed(session, call, terms.offset, number * size)
    if terms.page is not None:
        return changed(session, call, terms.page, base + number)
    return followed(call, page, terms)


def _judged(session: Session, case: Case, made: Listing, there: Whole, walk: Walk) -> Finding | None:
    """One finding, for the first thing that is wrong: what follows from it is no other cause."""
    evidence = tuple(one.exchange for one in (there.pages[0], *walk.pages))
    if (large := _too_large(made.terms, walk)) is not None:
        message = f"Expected at most {walk.size} records on a page; there are {len(large.items)}."
        name = made.terms.size.name if made.terms.size is not None else ""
        return session.finding(LIMIT, case, message, (large.exchange,), where=f"query {name}")
    if len(walk.pages) < 2 or not _begins(there, walk) or any(len(one) > walk.size for one in walk.keys):
        return None
    if (twice := _twice(walk)) is not None:
        message = f"Expected each record on one page; page {twice} repeats one of a page before."
        return session.finding(OVERLAP, case, message, evidence)
    if lost := _lost(made.terms, there, walk):
        message = (
            f"Expected pages of {walk.size} to unite to the whole; {len(lost)} of the {len(there.keys)} records "
            f"{'is' if len(lost) == 1 else 'are'} on none."
        )
        return session.finding(LOST, case, message, evidence)
    return None


def _too_large(terms: Terms, walk: Walk) -> Page | None:
    """A page with more than was asked for, unless it tells itself that its size is another."""
    if terms.size is None:
        return None
    for page in walk.pages:
        told = [page.numbers.get(name, 0) for name in ("limit", "size", "pagesize", "perpage", joined(terms.size.name))]
        if len(page.items) > max(walk.size, *told):
            return page
    return None


def _begins(there: Whole, walk: Walk) -> bool:
    """Whether the first small page is the beginning of the whole: sizes and numbers mean what we think."""
    first = walk.keys[0]
    return bool(first) and first == there.keys[: len(first)]


def _twice(walk: Walk) -> int | None:
    """The number of the first page that holds what a page before it did."""
    known: set[Key] = set()
    for number, found in enumerate(walk.keys, 1):
        if known & set(found):
            return number
        known |= set(found)
    return None


def _lost(terms: Terms, there: Whole, walk: Walk) -> list[Key]:
    """Records of the whole that stand on no page, among those that the pages should cover."""
    found = {key for one in walk.keys for key in one}
    if not _by_cursor(terms):
        covered = there.keys[: len(walk.pages) * walk.size]
    elif walk.ended and there.complete:
        covered = there.keys
    else:
        last = max((place for place, key in enumerate(there.keys) if key in found), default=-1)
        covered = there.keys[: last + 1]
    return [key for key in covered if key not in found]


def _endless(session: Session, case: Case, operation: Operation, there: Whole, walk: Walk) -> Finding | None:
    """Cursors that go on behind an empty page, or stand on the last page where the contract says that none does."""
    if walk.ended is False and len(walk.pages) > 2 and not walk.keys[-1] and not walk.keys[-2]:
        message = "Expected the pages to end; behind two empty ones the cursor still goes on."
        return session.finding(ENDLESS, case, message, tuple(one.exchange for one in walk.pages[-2:]))
    said = _said_to_end(session, operation)
    full = [number for number, found in enumerate(walk.keys) if found]
    if not said or not full or walk.keys[-1] or not there.complete or not walk.pages[full[-1]].following:
        return None
    if set(there.keys) != {key for one in walk.keys for key in one}:
        return None
    message = f'Expected no cursor on the last page; there is one, to an empty page. The contract says: "{said}"'
    exchanges = (walk.pages[full[-1]].exchange, walk.pages[-1].exchange)
    return session.finding(ENDLESS, case, message, exchanges, basis="declared")


def _said_to_end(session: Session, operation: Operation) -> str:
    """The sentence of the contract by which the last page has no cursor."""
    texts = [operation.summary, operation.description, *(one.description for one in operation.parameters)]
    texts += [answer.description for answer in operation.answers] + [session.target.contract.description]
    for text in texts:
        for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", text[:20_000]):
            if _NONE_AT_END.search(sentence):
                return " ".join(sentence.split())[:300]
    return ""


def _beyond(session: Session, case: Case, made: Listing, there: Whole) -> Program[Finding | None]:
    """A page far behind the end."""
    terms = made.terms
    if terms.offset is not None:
        parameter, value = terms.offset, len(there.keys) + _FAR
    elif terms.page is not None:
        parameter, value = terms.page, len(there.keys) + _FAR
    else:
        return None
    call = changed(session, made.call, parameter, value)
    page = (yield from read(session, made, call, there.pages[0].pointer)) if call is not None else None
    if page is None or not page.items or _brought_back(page, parameter.name, value, there):
        return None
    name, count = parameter.name, len(page.items)
    message = f"Expected nothing behind the end; {name}={value} gives {count} of {len(there.keys)} records."
    return session.finding(BEYOND, case, message, (there.pages[0].exchange, page.exchange), where=f"query {name}")


def _brought_back(page: Page, name: str, value: int, there: Whole) -> bool:
    """Whether the answer tells another place than was asked for, or is the last page again."""
    told = page.numbers.get(joined(name), page.numbers.get("currentpage"))
    last = keys(page.items[-1:], there.key)
    return (told is not None and told != value) or (name.lower().startswith("page") and last == there.keys[-1:])


PROBE = Probe(name="list-pages", rules=PAGING_RULES, cases=cases, run=run)
