"""Totals: counted against all pages, wherever they stand; what counts something else is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.lists.books import BOOKS, OFFSETS, SIZE, Book, Books, Linked, Numbered, document, query
from tests.probes.probing import Answer, Asked, probe

TOTAL = ("wrong-total",)


class OneMore(Books):
    def total(self, books: list[Book]) -> int:
        return len(books) + 1


class OfThePage(Books):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        status, content, *_ = super().paged(asked, books)
        return status, {**content, "total": len(content["items"])}


class HeaderWrong(Linked):
    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        status, content, headers = super().paged(asked, books)  # type: ignore[misc]  # it always has headers
        return status, content, {**headers, "X-Total-Count": "3"}


@pytest.mark.parametrize("api", [OneMore, OfThePage])
def test_a_wrong_total_is_found(api: type[Books]) -> None:
    outcome = probe(OFFSETS, api(), only=TOTAL)
    assert outcome.rules == {"wrong-total"}
    assert outcome.findings[0].confidence == "confirmed"


class Counting(Books):
    """`count` is that of the page."""

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        status, content, *_ = super().paged(asked, books)
        return status, {"items": content["items"], "count": len(content["items"])}


class Priced(Books):
    """`total` is what all books cost."""

    def total(self, books: list[Book]) -> int:
        return sum(one["pages"] for one in books)


def _described(text: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"items": BOOKS, "total": {"type": "integer", "description": text}}}
    return document(schema, query("limit", SIZE), query("offset", {"type": "integer"}))


class Moving(Books):
    """Somebody else takes books away while the list is read."""

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        answer = super().paged(asked, books)
        if self.reads % 2 and books:
            del self.books[books[-1]["id"]]
            self.created(asked_for_one())
        return answer


def asked_for_one() -> Asked:
    body = b'{"title": "t", "subject": "poetry", "pages": 3}'
    return Asked(method="POST", path="/books", query={}, headers={}, body=body, who="somebody")


@pytest.mark.parametrize(
    ("api", "contract"),
    [
        (Books, OFFSETS),
        (Numbered, Numbered.CONTRACT),
        (Linked, Linked.CONTRACT),
        (Counting, OFFSETS),
        (Priced, _described("The price of all.")),
        (OneMore, _described("An estimate of how many there are.")),
        (Priced, document({"type": "object", "properties": {"items": BOOKS, "total": {"type": "integer"}}})),
        (Moving, OFFSETS),
    ],
)
def test_what_counts_right_or_something_else_is_not_blamed(api: type[Books], contract: dict[str, Any]) -> None:
    assert probe(contract, api(), only=("wrong-total", "pages-overlap")).findings == ()


def test_a_total_in_a_header_is_read() -> None:
    bounded = document(BOOKS, query("limit", SIZE), query("offset", {"type": "integer"}))

    class Header(Books):
        def paged(self, asked: Asked, books: list[Book]) -> Answer:
            limit, offset = int(asked.query.get("limit", "20")), int(asked.query.get("offset", "0"))
            return 200, books[offset : offset + limit], {"Content-Range": f"items 0-9/{len(books) + 2}"}

    assert probe(bounded, Header(), only=TOTAL).rules == {"wrong-total"}
