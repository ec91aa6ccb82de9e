"""Programs that read a list: one page, or all of it as far as that is bounded."""

from __future__ import annotations

import msgspec

from assay.model.command import Program
from assay.model.contract import Parameter
from assay.probes.bodies import resolved
from assay.probes.call import Call
from assay.probes.lists.keys import Item, Key, key_name, keys
from assay.probes.lists.names import joined
from assay.probes.lists.pages import Page, followed, page_of
from assay.probes.lists.terms import Terms
from assay.probes.session import Session

LARGEST = 100
"""Items that a page is asked to hold at most."""
MOST_PAGES = 6
"""Pages of that size that are read of one list."""


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a list, in its order, each record once."""

    items: tuple[Item, ...]
    keys: tuple[Key, ...]
    key: str
    """The field that tells items apart; empty where it takes all of an item."""
    complete: bool
    """Whether the list is known to end there."""
    pages: tuple[Page, ...]

    def item(self, key: Key) -> Item:
        """One item by its key."""
        return self.items[self.keys.index(key)]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list that can be read: the call for all of it, and what its parameters mean."""

    call: Call
    terms: Terms
    noun: str = ""
    """What it lists, singular."""


def read(session: Session, listing: Listing, call: Call, pointer: str | None = None) -> Program[Page | None]:
    """One page; None where the answer is none."""
    exchange = yield from session.send(call)
    return page_of(exchange, listing.noun, pointer)


def whole(session: Session, listing: Listing, call: Call | None = None) -> Program[Whole | None]:
    """All that a call lists, by pages as large as may be; None where it lists nothing that we understand."""
    terms, call = listing.terms, call or listing.call
    size = largest(session, terms.size)
    if terms.size is not None and size:
        call = call.with_(query={**call.query, terms.size.name: size}, honest=True)
    first = yield from read(session, listing, call)
    if first is None:
        return None
    name = key_name(first.items, listing.noun)
    pages, items, complete = [first], list(first.items), not terms.pages and not first.following
    listed = list(keys(items, name))
    known, turn = set(listed), 0
    complete = complete or _is_all(first)
    while not complete and len(pages) < MOST_PAGES and turn < MOST_PAGES:
        turn += 1
        following = _following(session, listing, call, pages, len(items), turn)
        if following is None:
            complete = _ends(listing, pages[-1])
            break
        page = yield from read(session, listing, following, first.pointer)
        if page is None:
            break
        call = following
        new = [(one, key) for one, key in zip(page.items, keys(page.items, name), strict=True) if key not in known]
        if page.items and not new and turn == 1 and terms.page is not None:
            continue  # the number of the first page is 1, which nothing said
        if page.items and not new:
            break  # the same again: nothing is known of the end
        pages.append(page)
        items += [one for one, _ in new]
        listed += [key for _, key in new]
        known.update(key for _, key in new)
        complete = not page.items or (_by_link(listing) and not page.following)
    return Whole(items=tuple(items), keys=tuple(listed), key=name, complete=complete, pages=tuple(pages))


def _is_all(page: Page) -> bool:
    """Whether a page says itself that it holds all there are."""
    return page.total == len(page.items) and not page.following and joined(page.total_name) != "count"


def _by_link(listing: Listing) -> bool:
    return listing.terms.offset is None and listing.terms.page is None


def _ends(listing: Listing, page: Page) -> bool:
    """Whether a list whose answer names no next page ends with it: only where others of its kind would name one."""
    return listing.terms.cursor is not None and not page.following


def _following(session: Session, listing: Listing, call: Call, pages: list[Page], got: int, turn: int) -> Call | None:
    """The call behind all that was read so far."""
    terms = listing.terms
    if terms.offset is not None:
        return changed(session, call, terms.offset, got)
    if terms.page is not None:
        base = first_page(session, terms.page)
        return changed(session, call, terms.page, turn if base is None else base + len(pages))
    return followed(call, pages[-1], terms)


def changed(session: Session, call: Call, parameter: Parameter | None, value: object) -> Call | None:
    """The call with one parameter of the query set; None where the contract does not allow the value."""
    if parameter is None or session.target.validators.check(parameter.schema, value, "request"):
        return None
    return call.with_(query={**call.query, parameter.name: value}, honest=True)


def first_page(session: Session, page: Parameter) -> int | None:
    """The number of the first page, 0 or 1; None where the contract does not say."""
    schema = resolved(page.schema, session.target.contract)
    for said in (schema.get("default"), schema.get("minimum")):
        if said in (0, 1) and not isinstance(said, bool):
            return int(said)
    return None


def sizes(session: Session, parameter: Parameter | None) -> tuple[int, int]:
    """The smallest and the largest size of a page that the contract allows, the largest not beyond ours."""
    schema = resolved(parameter.schema, session.target.contract) if parameter is not None else {}
    listed = [one for one in schema.get("enum", ()) if isinstance(one, int) and 0 < one <= LARGEST]
    if listed:
        return min(listed), max(listed)
    least, most = schema.get("minimum"), schema.get("maximum")
    low = int(least) if isinstance(least, int | float) and least > 1 else 1
    high = int(most) if isinstance(most, int | float) and most >= low else LARGEST
    return low, max(low, min(high, LARGEST))


def largest(session: Session, parameter: Parameter | None) -> int:
    """The size that reads most at once; 0 where a list has no sizes."""
    return sizes(session, parameter)[1] if parameter is not None else 0
