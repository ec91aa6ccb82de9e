"""Pages against the whole, by every usual convention: wrong ones are found, right and moving ones are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.lists.books import (
    OFFSETS,
    PAGE,
    SIZE,
    Book,
    Books,
    ByCursor,
    FromZero,
    Linked,
    Numbered,
    document,
    query,
)
from tests.probes.probing import Answer, Asked, probe

PAGING = ("pages-overlap",)
SHOES = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"id": {}, "size": {}}}}},
}


class Overlapping(Books):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        limit, offset = int(asked.query.get("limit", "20")), int(asked.query.get("offset", "0"))
        start = max(offset - 1, 0)
        return 200, {"items": books[start : start + limit], "total": len(books)}


class Losing(Books):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        limit, offset = int(asked.query.get("limit", "20")), int(asked.query.get("offset", "0"))
        start = offset + 1 if offset else 0
        return 200, {"items": books[start : start + limit], "total": len(books)}


class Unlimited(Books):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        return 200, {"items": books[int(asked.query.get("offset", "0")) :], "total": len(books)}


class AroundTheEnd(Books):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        limit, offset = int(asked.query.get("limit", "20")), int(asked.query.get("offset", "0"))
        start = offset if offset <= len(books) else 0
        return 200, {"items": books[start : start + limit], "total": len(books)}


class NumbersOverlap(Numbered):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        page, size = int(asked.query.get("page", "1")), int(asked.query.get("per_page", "20"))
        start = max((page - 1) * size - (page - 1), 0)
        return 200, {"data": books[start : start + size], "meta": {"page": page}}


class CursorRepeats(ByCursor):
    def following(self, end: int, books: list[Book]) -> str | None:
        return super().following(end - 1, books) if end < len(books) else None


class CursorSkips(ByCursor):
    def following(self, end: int, books: list[Book]) -> str | None:
        return super().following(end + 1, books)


class CursorGoesOn(ByCursor):
    def following(self, end: int, books: list[Book]) -> str | None:
        return super().following(end, [*books, *([{}] * (end + 1))])


class LinkSkips(Linked):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        start = int(asked.query.get("from_row", "0"))
        return super().paged(asked, books[:start] + books[start + 1 :] if start else books)


@pytest.mark.parametrize(
    ("api", "contract", "rule"),
    [
        (Overlapping, OFFSETS, "pages-overlap"),
        (Losing, OFFSETS, "pages-lose-records"),
        (Unlimited, OFFSETS, "page-too-large"),
        (AroundTheEnd, OFFSETS, "page-beyond-the-end"),
        (NumbersOverlap, Numbered.CONTRACT, "pages-overlap"),
        (CursorRepeats, ByCursor.CONTRACT, "pages-overlap"),
        (CursorSkips, ByCursor.CONTRACT, "pages-lose-records"),
        (CursorGoesOn, ByCursor.CONTRACT, "pages-without-end"),
    ],
)
def test_wrong_pages_are_found(api: type[Books], contract: dict[str, Any], rule: str) -> None:
    outcome = probe(contract, api(), only=PAGING)
    assert outcome.rules == {rule}
    assert {one.confidence for one in outcome.findings} == {"confirmed"}
    assert {one.operation for one in outcome.findings} == {"GET /books"}


class Shuffled(Books):
    """A feed: another order each time."""

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        turn = self.reads % max(len(books), 1)
        return super().paged(asked, books[turn:] + books[:turn])


class Growing(Books):
    """Somebody else adds a book in front whenever the list is read."""

    def listed(self, asked: Asked) -> Answer:
        self.count += 1
        new: Book = {"id": f"new-{self.count}", "title": "t", "subject": "poetry", "pages": 1, "labels": []}
        self.books = {new["id"]: {**new, "lent": False, "addedAt": "2026-01-01T00:00:00Z"}, **self.books}
        return super().listed(asked)


class Clamped(Books):
    """A page holds five at least, and the answer says so."""

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        limit, offset = max(int(asked.query.get("limit", "20")), 5), int(asked.query.get("offset", "0"))
        return 200, {"items": books[offset : offset + limit], "total": len(books), "limit": limit}


class Sized(Books):
    """Things that have a size, by which they are listed."""

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        return 200, {"items": [{**one, "size": 1} for one in books]}


class RefusesBeyond(Books):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        if int(asked.query.get("offset", "0")) > len(books):
            return 404, {"error": "there is no such page"}
        return super().paged(asked, books)


class CursorThenEmpty(ByCursor):
    """Each page that is not empty has a cursor, as where nobody looks ahead."""

    def following(self, end: int, books: list[Book]) -> str | None:
        return super().following(end, [*books, *([{}] * 100)]) if end < len(books) + 2 else None


@pytest.mark.parametrize(
    ("api", "contract"),
    [
        (Books, OFFSETS),
        (Numbered, Numbered.CONTRACT),
        (FromZero, FromZero.CONTRACT),
        (ByCursor, ByCursor.CONTRACT),
        (Linked, Linked.CONTRACT),
        (Shuffled, OFFSETS),
        (Growing, OFFSETS),
        (Clamped, OFFSETS),
        (RefusesBeyond, OFFSETS),
        (CursorThenEmpty, ByCursor.CONTRACT),
        (Books, document(PAGE, query("limit", SIZE))),
        (Sized, document(SHOES, query("size", {"type": "integer"}))),
        (Books, document(PAGE, query("limit", {"enum": [25, 50]}), query("offset", {"type": "integer"}))),
    ],
)
def test_right_pages_are_not_blamed(api: type[Books], contract: dict[str, Any]) -> None:
    assert probe(contract, api(), only=PAGING).findings == ()


def test_a_cursor_on_the_last_page_is_blamed_where_the_contract_says_that_there_is_none() -> None:
    said = {
        **ByCursor.CONTRACT,
        "info": {**ByCursor.CONTRACT["info"], "description": "nextCursor is null on the last page."},
    }
    outcome = probe(said, CursorThenEmpty(), only=PAGING)
    assert [(one.rule, one.basis) for one in outcome.findings] == [("pages-without-end", "declared")]
    assert "nextCursor is null on the last page." in outcome.findings[0].message


def test_a_link_is_followed_by_its_query_and_never_to_its_host() -> None:
    outcome = probe(Linked.CONTRACT, Linked(), only=PAGING)
    urls = [one.request.url for one in outcome.exchanges]
    assert any("from_row=" in one for one in urls)
    assert all(one.startswith("http://api.example/") for one in urls)


def test_a_link_that_skips_is_found() -> None:
    assert probe(Linked.CONTRACT, LinkSkips(), only=PAGING).rules == {"pages-lose-records"}


def test_few_requests_do() -> None:
    outcome = probe(OFFSETS, Books(), only=PAGING)
    assert len([one for one in outcome.exchanges if one.request.method == "GET" and "?" in one.request.url]) < 20
