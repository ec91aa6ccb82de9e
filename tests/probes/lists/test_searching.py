"""Searches: one that brings everything, or misses what is there, is found; loose ones are left alone."""

from __future__ import annotations

import pytest

from tests.probes.lists.books import OFFSETS, PAGE, SIZE, Book, Books, document, query
from tests.probes.probing import probe

SEARCH = ("search-*",)


class Everything(Books):
    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        return True


class NothingFound(Books):
    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        return "q" not in wanted


class WholeTitle(Books):
    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        return wanted.get("q", "") in ("", book["title"])


def test_a_search_that_does_nothing_is_found() -> None:
    outcome = probe(OFFSETS, Everything(), only=SEARCH)
    assert {(one.rule, one.confidence) for one in outcome.findings} == {("search-ignored", "confirmed")}


def test_a_search_that_misses_what_is_there_is_found() -> None:
    assert probe(OFFSETS, NothingFound(), only=SEARCH).rules == {"search-loses-records"}


def _described(text: str) -> dict[str, object]:
    return document(PAGE, query("limit", SIZE), query("q", {"type": "string"}, text))


@pytest.mark.parametrize(
    ("api", "description"),
    [
        (Books, "Only books whose title contains this."),
        (Everything, "What to look for; similar books come first."),
        (NothingFound, "What to look for."),
        (WholeTitle, "The title to look for."),
    ],
)
def test_what_searches_its_own_way_is_not_blamed(api: type[Books], description: str) -> None:
    assert probe(_described(description), api(), only=SEARCH).findings == ()
