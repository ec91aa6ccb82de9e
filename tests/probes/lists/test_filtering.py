"""Filters: what does nothing or too much is found; what is named like a field and is none is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from assay.model.contract import Contract, Parameter
from assay.probes.lists.meanings import fulfils, meaning_of
from tests.probes.lists.books import FULFILS, OFFSETS, PAGE, SIZE, Book, Books, document, query
from tests.probes.probing import Answer, Asked, probe

FILTERS = ("filter*",)
NOTHING = Contract()


def without(*names: str) -> type[Books]:
    """An API in which some filters do nothing."""

    class Without(Books):
        def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
            return super().wanted(book, {name: text for name, text in wanted.items() if name not in names})

    return Without


@pytest.mark.parametrize("name", ["subject", "label", "lent", "min_pages", "pagesTo", "addedBefore"])
def test_a_filter_that_does_nothing_is_found(name: str) -> None:
    outcome = probe(OFFSETS, without(name)(), only=FILTERS)
    assert [(one.rule, one.where) for one in outcome.findings] == [("filter-unfulfilled", f"query {name}")]
    assert (outcome.findings[0].basis, outcome.findings[0].confidence) == ("declared", "confirmed")


class BoundLeftOut(Books):
    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        return super().wanted(book, wanted) and str(book["pages"]) != wanted.get("min_pages")


class LetsOneThrough(Books):
    """A filter that is fulfilled, and books of history stand there all the same."""

    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        return super().wanted(book, wanted) or ("subject" in wanted and book["subject"] == "history")


class EitherIsEnough(Books):
    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        filters = {name: text for name, text in wanted.items() if name in FULFILS}
        return not filters or any(FULFILS[name](book, text) for name, text in filters.items())


def test_a_bound_that_is_left_out_is_found() -> None:
    outcome = probe(OFFSETS, BoundLeftOut(), only=FILTERS)
    assert [(one.rule, one.where) for one in outcome.findings] == [("filter-loses-records", "query min_pages")]


def test_one_value_that_comes_through_is_found() -> None:
    assert ("filter-unfulfilled", "query subject") in _told(LetsOneThrough())


def test_two_filters_of_which_one_is_enough_are_found() -> None:
    assert {rule for rule, _ in _told(EitherIsEnough())} == {"filters-not-combined"}


def _told(api: Books) -> set[tuple[str, str]]:
    return {(one.rule, one.where) for one in probe(OFFSETS, api, only=FILTERS).findings}


class Slow(Books):
    """The index of the filters is a little behind: the first look at each is stale."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def listed(self, asked: Asked) -> Answer:
        filters = str(sorted((name, text) for name, text in asked.query.items() if name in FULFILS))
        if filters not in self.seen:
            self.seen.add(filters)
            asked = Asked(method="GET", path=asked.path, query={}, headers={}, body=b"", who=asked.who)
        return super().listed(asked)


class Lenient(Books):
    """Text is matched in part and in any case."""

    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        return wanted.get("title", "").lower() in book["title"].lower()


class ExactTitles(Books):
    """Text is matched as a whole, though titles begin alike."""

    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        for number, one in enumerate(self.books.values()):
            one["title"] = "Atlas" + " again" * (number % 3)
        return wanted.get("title") in (None, book["title"])


def _with(*parameters: dict[str, Any]) -> dict[str, Any]:
    return document(PAGE, query("limit", SIZE), query("offset", {"type": "integer"}), *parameters)


@pytest.mark.parametrize(
    ("api", "contract"),
    [
        (Books, OFFSETS),
        (Slow, OFFSETS),
        (Lenient, _with(query("title", {"type": "string"}, "Only books with this title."))),
        (Books, _with(query("title", {"type": "string"}, "The title to start listing from."))),
        (Books, _with(query("subject", {"type": "string"}, "Subjects to leave out, with commas; not case sensitive."))),
        (Books, _with(query("pages", {"type": "integer"}, "How many pages of the result to give."))),
        (Books, _with(query("from", {"type": "string"}, "Only books since then."))),
        (Books, _with(query("fields", {"type": "string"}, "Only these fields."))),
        (Books, _with(query("min_price", {"type": "integer"}, "Only books that cost so much or more."))),
        (ExactTitles, _with(query("title", {"type": "string"}, "Only books with this title."))),
        (Books, _with(query("kind", {"enum": ["book", "map"]}, "Only things of this kind."))),
    ],
)
def test_what_filters_right_or_does_not_filter_is_not_blamed(api: type[Books], contract: dict[str, Any]) -> None:
    assert probe(contract, api(), only=FILTERS).findings == ()


def test_without_a_word_of_the_contract_a_finding_is_only_inferred() -> None:
    contract = _with(query("title", {"type": "string"}))
    assert {one.basis for one in probe(contract, Books(), only=FILTERS).findings} == {"inferred"}


FIELDS = {
    "price_cents": 5,
    "created_at": "2026-01-01T00:00:00Z",
    "tags": ["a"],
    "stock": 3,
    "author_id": "u1",
    "state": "x",
}


@pytest.mark.parametrize(
    ("name", "schema", "kind", "field"),
    [
        ("min_price_cents", {"type": "integer"}, "least", "price_cents"),
        ("priceCentsMax", {"type": "integer"}, "most", "price_cents"),
        ("price_cents[gte]", {"type": "integer"}, "least", "price_cents"),
        ("created_from", {"type": "string"}, "least", "created_at"),
        ("createdBefore", {"type": "string"}, "most", "created_at"),
        ("created_at__lt", {"type": "string"}, "most", "created_at"),
        ("tag", {"type": "string"}, "among", "tags"),
        ("filter[state]", {"type": "string"}, "equal", "state"),
        ("authorId", {"type": "string"}, "equal", "author_id"),
        ("in_stock", {"type": "boolean"}, "present", "stock"),
    ],
)
def test_names_are_read_in_any_convention(name: str, schema: dict[str, Any], kind: str, field: str) -> None:
    parameter = Parameter(name=name, place="query", schema=schema, description="Only those that match.")
    meaning = meaning_of(parameter, FIELDS, NOTHING)
    assert meaning is not None
    assert (meaning.kind, meaning.field) == (kind, field)


@pytest.mark.parametrize(
    "name", ["sha", "priceMax", "stock", "from", "created_at", "after", "price", "author", "min", "", "ü"]
)
def test_names_that_may_mean_anything_mean_nothing(name: str) -> None:
    parameter = Parameter(name=name, place="query", schema={"type": "string"})
    found = meaning_of(parameter, {**FIELDS, "price_net": 1}, NOTHING)
    assert found is None


def test_moments_near_a_bound_may_be_in_or_out() -> None:
    parameter = Parameter(name="created_from", place="query", schema={"type": "string"})
    meaning = meaning_of(parameter, FIELDS, NOTHING)
    assert meaning is not None
    near, early = {"created_at": "2026-01-01T00:00:00.4Z"}, {"created_at": "2025-12-30T00:00:00Z"}
    assert fulfils(meaning, "2026-01-01T00:00:01Z", near) is None
    assert fulfils(meaning, "2026-01-01T00:00:01Z", early) is False
    assert fulfils(meaning, "2026-01-01", early) is None
