"""Envelopes of every usual kind: where the items stand, what the total is, and where it goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.model.exchange import Answered, Exchange
from assay.model.http import Header, Request, Response
from assay.probes.lists.pages import Page, page_of
from tests.probes.lists.books import Book, Books, Numbered
from tests.probes.probing import Answer, Asked, probe

ROWS = [{"id": 1}, {"id": 2}]


def page(content: Any, **headers: str) -> Page | None:
    """The page of an answer."""
    lines = [Header("Content-Type", "application/json")]
    lines += [Header(name.replace("_", "-"), text) for name, text in headers.items()]
    response = Response(status=200, headers=tuple(lines), body=json.dumps(content).encode())
    request = Request(id="r1", method="GET", url="http://api.example/things?limit=2")
    return page_of(Exchange(id="r1", request=request, outcome=Answered(response=response)), "thing")


@pytest.mark.parametrize(
    ("content", "pointer", "total", "following"),
    [
        (ROWS, "", None, ""),
        ({"data": ROWS, "meta": {"total_count": 9}}, "/data", 9, ""),
        ({"things": ROWS, "other": [{"id": 3}], "count": 9, "next": "http://x/things?page=2"}, "/things", 9,
         "http://x/things?page=2"),
        ({"results": ROWS, "next": None, "count": 2}, "/results", 2, ""),
        ({"items": ROWS, "next_cursor": "abc", "has_more": False}, "/items", None, ""),
        ({"items": ROWS, "pageInfo": {"hasNextPage": True, "endCursor": "abc"}}, "/items", None, "abc"),
        ({"_embedded": {"things": ROWS}, "_links": {"next": {"href": "/things?page=2"}}, "page": {"totalElements": 7}},
         "/_embedded/things", 7, "/things?page=2"),
        ({"value": ROWS, "@odata.count": 5, "@odata.nextLink": "?skip=2"}, "/value", 5, "?skip=2"),
        ({"rows": ROWS, "links": [{"rel": "next", "href": "/things?after=2"}]}, "/rows", None, "/things?after=2"),
    ],
)  # fmt: skip
def test_an_envelope_is_read(content: Any, pointer: str, total: int | None, following: str) -> None:
    found = page(content)
    assert found is not None
    assert (found.pointer, found.total, found.following) == (pointer, total, following)
    assert [one["id"] for one in found.items] == [1, 2]


def test_headers_tell_totals_and_next_pages() -> None:
    found = page(ROWS, X_Total_Count="12", Link='</things?page=1>; rel="first", </things?page=3>; rel="next"')
    assert found is not None
    assert (found.total, found.following) == (12, "/things?page=3")


def test_attributes_of_an_item_are_its_fields() -> None:
    found = page({"data": [{"id": "1", "type": "thing", "attributes": {"title": "a"}}]})
    assert found is not None
    assert found.items[0]["title"] == "a"


@pytest.mark.parametrize(
    "content", [{"id": 1, "name": "x"}, {"a": [{"id": 1}], "b": [{"id": 2}]}, [1, 2], "text", None]
)
def test_what_lists_nothing_certain_is_no_page(content: Any) -> None:
    assert page(content) is None


def test_a_page_number_that_is_brought_back_to_the_last_page_is_not_blamed() -> None:
    class Clamping(Numbered):
        def paged(self, asked: Asked, books: list[Book]) -> Answer:
            number, size = int(asked.query.get("page", "1")), int(asked.query.get("per_page", "20"))
            start = (min(number, max(1, -(-len(books) // size))) - 1) * size
            return 200, {"data": books[start : start + size], "meta": {}}

    api: Books = Clamping()
    assert probe(Numbered.CONTRACT, api, only=("pages-overlap",)).findings == ()
