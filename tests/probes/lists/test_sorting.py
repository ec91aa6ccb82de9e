"""Order: wrong ones are found; ties, locales, own orders of enumerations and unsaid directions are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from assay.probes.lists.ordering import before, out_of_order
from assay.probes.lists.sorting import order_of
from tests.probes.lists.books import OFFSETS, PAGE, SIZE, SORT, Book, Books, document, query
from tests.probes.probing import Answer, Asked, probe

ORDER = ("wrong-order", "promised-order-broken")


class Unsorted(Books):
    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        return books


class UpsideDown(Books):
    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        return super().ordered(books, sort)[::-1] if sort else books


class MinusIgnored(Books):
    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        return super().ordered(books, sort.lstrip("-"))


class NumbersAsText(Books):
    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        field = sort.lstrip("-")
        return sorted(books, key=lambda one: str(one[field]), reverse=sort.startswith("-")) if field else books


@pytest.mark.parametrize("api", [Unsorted, UpsideDown, MinusIgnored, NumbersAsText])
def test_a_wrong_order_is_found(api: type[Books]) -> None:
    outcome = probe(OFFSETS, api(), only=ORDER)
    assert outcome.rules == {"wrong-order"}
    assert {(one.confidence, one.basis) for one in outcome.findings} == {("confirmed", "declared")}


class WithoutCase(Books):
    """Texts in the order of letters, whatever their case, and some titles in capitals."""

    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        for number, book in enumerate(self.books.values()):
            book["title"] = book["title"].upper() if number % 2 else book["title"].lower()
        field = sort.lstrip("-")
        found = sorted(
            books, key=lambda one: str(one[field]).lower() if field == "title" else one[field] if field else 0
        )
        return found[::-1] if sort.startswith("-") else found


class EmptyLast(Books):
    """Books without a number of pages stand at the end, or in the middle."""

    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        if "pages" not in sort:
            return super().ordered(books, sort)
        found = super().ordered(books, sort)
        return [{**one, "pages": None} if number % 3 == 1 else one for number, one in enumerate(found)]


class BySubject(Books):
    """Subjects have an order of their own: that of their meaning."""

    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        order = ["poetry", "fiction", "history"]
        found = sorted(books, key=lambda one: order.index(one["subject"]))
        return found[::-1] if sort.startswith("-") else found


class NewestFirstUnlessSaid(Books):
    """A direction that nobody says is descending."""

    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        return super().ordered(books, f"-{sort}") if sort else books


@pytest.mark.parametrize(
    ("api", "sort"),
    [
        (Books, SORT),
        (WithoutCase, SORT),
        (EmptyLast, SORT),
        (BySubject, {"enum": ["subject", "-subject"]}),
        (NewestFirstUnlessSaid, {"enum": ["pages", "addedAt"]}),
        (Unsorted, {"enum": ["relevance", "-relevance"]}),
        (Unsorted, {"type": "string"}),
    ],
)
def test_a_right_order_is_not_blamed(api: type[Books], sort: dict[str, Any]) -> None:
    contract = document(PAGE, query("limit", SIZE), query("offset", {"type": "integer"}), query("sort", sort))
    assert probe(contract, api(), only=("*order*",)).findings == ()


def test_an_enumeration_that_no_direction_changes_is_found() -> None:
    class OneWay(BySubject):
        def ordered(self, books: list[Book], sort: str) -> list[Book]:
            return super().ordered(books, sort.lstrip("-"))

    contract = document(PAGE, query("sort", {"enum": ["subject", "-subject"]}))
    assert probe(contract, OneWay(), only=ORDER).rules == {"order-not-reversed"}


class Directed(Books):
    """A field in one parameter and the direction in another."""

    CONTRACT = document(
        PAGE,
        query("limit", SIZE),
        query("sortBy", {"enum": ["pages", "addedAt"]}),
        query("sortDirection", {"enum": ["asc", "desc"]}),
    )

    def wanted(self, book: Book, wanted: dict[str, str]) -> bool:
        sign = "-" if wanted.get("sortDirection") == "desc" and self.obeys else ""
        self.asked = sign + wanted.get("sortBy", "")
        return True

    def ordered(self, books: list[Book], sort: str) -> list[Book]:
        return super().ordered(books, self.asked if books else "")

    obeys = True


class DirectionIgnored(Directed):
    obeys = False


def test_a_direction_of_its_own_is_read() -> None:
    assert probe(Directed.CONTRACT, Directed(), only=ORDER).findings == ()
    assert probe(Directed.CONTRACT, DirectionIgnored(), only=ORDER).rules == {"wrong-order"}


class Created(Books):
    """Books tell when they were created, newest first."""

    def paged(self, asked: Asked, books: list[Book]) -> Answer:
        return 200, [{"id": one["id"], "created_at": one["addedAt"]} for one in self.turned(books)]

    def turned(self, books: list[Book]) -> list[Book]:
        return sorted(books, key=lambda one: str(one["addedAt"]), reverse=True)


class OldestFirst(Created):
    def turned(self, books: list[Book]) -> list[Book]:
        return super().turned(books)[::-1]


@pytest.mark.parametrize(
    ("description", "api", "rules"),
    [
        ("Lists come newest first.", Created, set()),
        ("Lists come newest first.", OldestFirst, {"promised-order-broken"}),
        ("Lists come oldest first.", Created, {"promised-order-broken"}),
        ("Lists come most recently updated first.", OldestFirst, set()),
        ("The newest version comes first in this document.", OldestFirst, set()),
        ("", OldestFirst, set()),
    ],
)
def test_an_order_is_held_where_the_contract_promises_it(description: str, api: type[Books], rules: set[str]) -> None:
    stamp = {"type": "string", "format": "date-time"}
    listed = {"type": "array", "items": {"type": "object", "properties": {"id": {}, "created_at": stamp}}}
    said = {**document(listed), "info": {"title": "T", "version": "1", "description": description}}
    assert probe(said, api(), only=("*order*",)).rules == rules


@pytest.mark.parametrize(
    ("value", "field", "descending"),
    [
        ("-created_at", "created_at", True),
        ("createdAt:desc", "created_at", True),
        ("created,asc", "created", False),
        ("CREATED_AT_DESC", "created_at", True),
        ("+price", "price", False),
        ("price", "price", None),
        ("description", "description", None),
    ],
)
def test_a_value_tells_field_and_direction(value: str, field: str, descending: bool | None) -> None:
    order = order_of(value)
    assert order is not None
    assert (order.field, order.descending) == (field, descending)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (2, 10, True),
        ("2", "10", None),
        ("a", "B", None),
        ("apple", "banana", True),
        ("a-b", "ab", None),
        ("été", "fin", None),
        ("item 2", "item 10", None),
        ("2026-01-01T10:00:00+02:00", "2026-01-01T09:00:00Z", True),
        ("2026-01-01T10:00:00Z", "2026-01-01T12:00:00+02:00", None),
        (True, False, None),
        (1, "1", None),
        ("", "a", None),
        (float("inf"), 1, None),
    ],
)
def test_only_what_every_order_says_counts(one: Any, other: Any, verdict: bool | None) -> None:
    assert before(one, other) is verdict


def test_empty_values_and_ties_are_no_disorder() -> None:
    assert out_of_order([1, None, 1, "", 2], descending=False) is None
    assert out_of_order([3, None, 1], descending=False) == (3, 1)


def test_the_default_of_a_sort_parameter_is_the_order_without_one() -> None:
    class Backwards(Books):
        def ordered(self, books: list[Book], sort: str) -> list[Book]:
            return super().ordered(books, sort or "-pages")

    contract = document(PAGE, query("limit", SIZE), query("sort", {**SORT, "default": "pages"}))
    assert probe(contract, Backwards(), only=ORDER).rules == {"promised-order-broken"}
    assert probe(contract, Unsorted(), only=ORDER).rules == {"wrong-order"}
