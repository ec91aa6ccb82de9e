"""Lists of any shape are read over: no answer makes a probe fail, or a claim where nothing can be told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.lists.books import BOOKS, OFFSETS, PAGE, Book, Books, ByCursor, Linked, document, query
from tests.probes.probing import Answer, Asked, probe

LISTS = ("pages-*", "wrong-*", "filter*", "search-*", "promised-*")

TRUE_OF_ANY_FIXED_LIST = {"page-too-large", "wrong-total", "search-ignored", "order-not-reversed", "filter-unfulfilled"}


def _deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"in": value}
    return value


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[[[",
        b"[" * 100_000,
        b'{"items": [1, "a", null, {}]}',
        b'{"items": null, "total": 7}',
        b'{"items": [{"id": [1]}, {"id": {}}, {}], "total": 1e999}',
        b'{"items": [{"id": 1}, {"id": "1"}, {"id": true}], "total": -3, "next": 5}',
        b'{"items": [], "data": [], "nextCursor": ""}',
        b'{"items": [{"id": NaN, "pages": Infinity}, {"pages": -0.0}, {"pages": 1e400}]}',
        ('{"items": [' + ",".join(['{"id": 1}'] * 20_000) + "]}").encode(),
        b'{"items": [{"title": "\\ud800"}, {"title": "\\u0000"}, {"addedAt": "9999-99-99T99:99:99Z"}]}',
    ],
)
def test_any_answer_is_read_over(content: bytes) -> None:
    class Odd(Books):
        def listed(self, asked: Asked) -> Answer:
            return 200, content, {"Content-Type": "application/json"}

    outcome = probe(OFFSETS, Odd(), only=LISTS)
    assert outcome.session.failed == {}
    assert outcome.rules <= TRUE_OF_ANY_FIXED_LIST
    assert len(outcome.exchanges) < 250


@pytest.mark.parametrize(
    "link",
    [
        '<http://[>; rel="next"',
        "<>; rel=next",
        '<?from_row=x>; rel="prev next"',
        "<" * 50_000,
        '</admin?a=1>; rel="next"',
    ],
)
def test_any_link_is_read_over(link: str) -> None:
    class Odd(Linked):
        def paged(self, asked: Asked, books: list[Book]) -> Answer:
            return 200, books[:20], {"Link": link, "X-Total-Count": "²"}

    outcome = probe(document(BOOKS), Odd(), only=LISTS)
    assert (outcome.session.failed, outcome.findings) == ({}, ())
    assert not any("/admin" in one.request.url for one in outcome.exchanges)


def test_a_cursor_that_never_ends_is_left_in_time() -> None:
    class Endless(ByCursor):
        def paged(self, asked: Asked, books: list[Book]) -> Answer:
            self.count += 1
            row = {"id": f"row-{self.count}", "title": "t", "pages": 1}
            return 200, {"data": [row], "nextCursor": f"c{self.count}"}

    outcome = probe(ByCursor.CONTRACT, Endless(), only=LISTS)
    assert (outcome.session.failed, outcome.findings) == ({}, ())
    assert len(outcome.exchanges) < 100


def test_items_that_are_deep_are_told_apart_or_left_alone() -> None:
    class Deep(Books):
        def paged(self, asked: Asked, books: list[Book]) -> Answer:
            offset = int(asked.query.get("offset", "0"))
            return 200, {"items": [{"more": _deep(200), "row": number} for number in range(offset, 9)][:20]}

    outcome = probe(document(PAGE, query("offset", {"type": "integer"})), Deep(), only=LISTS)
    assert (outcome.session.failed, outcome.findings) == ({}, ())
