"""JSONPath in Jayway's dialect."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.stub.json_path.find import found, places
from assay.stub.json_path.steps import MISSING, BadPath

_SHOP: dict[str, Any] = {
    "books": [
        {"title": "A", "price": 8.95, "tags": ["x", "y"], "author": {"name": "ann"}},
        {"title": "B", "price": 12, "tags": [], "isbn": "1"},
        {"title": "Bb", "price": 22.99, "tags": ["y"], "isbn": None},
    ],
    "cheap": 10,
    "a b": {"c.d": 1},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", _SHOP),
        ("$.cheap", 10),
        ("cheap", 10),
        ("$['a b']['c.d']", 1),
        ('$["a b"]', {"c.d": 1}),
        ("$.books[1].title", "B"),
        ("$.books[-1].title", "Bb"),
        ("$.books[0,2].title", ["A", "Bb"]),
        ("$.books[:2].title", ["A", "B"]),
        ("$.books[1:].title", ["B", "Bb"]),
        ("$.books[*].price", [8.95, 12, 22.99]),
        ("$.books[0]['title','price']", {"title": "A", "price": 8.95}),
        ("$.books[1:]['title','none']", [{"title": "B"}, {"title": "Bb"}]),
        ("$..title", ["A", "B", "Bb"]),
        ("$..name", ["ann"]),
        ("$.books[?(@.price < 10)].title", ["A"]),
        ("$.books[?(@.price <= $.cheap)].title", ["A"]),
        ("$.books[?(@.isbn)].title", ["B", "Bb"]),
        ("$.books[?(!@.isbn)].title", ["A"]),
        ("$.books[?(@.isbn == null)].title", ["Bb"]),
        ("$.books[?(@.title == 'B' || @.title == \"A\")].title", ["A", "B"]),
        ("$.books[?(@.price > 8 && (@.title != 'B' && !(@.title == 'A')))].title", ["Bb"]),
        ("$.books[?(@.title =~ /b+/i)].title", ["B", "Bb"]),
        ("$.books[?(@.title in ['A','Bb'])].title", ["A", "Bb"]),
        ("$.books[?(@.title nin ['A','Bb'])].title", ["B"]),
        ("$.books[?(@.tags contains 'x')].title", ["A"]),
        ("$.books[?(@.tags subsetof ['y','z'])].title", ["B", "Bb"]),
        ("$.books[?(@.tags anyof ['x'])].title", ["A"]),
        ("$.books[?(@.tags noneof ['y'])].title", ["B"]),
        ("$.books[?(@.tags size 2)].title", ["A"]),
        ("$.books[?(@.tags empty true)].title", ["B"]),
        ("$.books[?(@.author.name == 'ann')].title", ["A"]),
        ("$.books[?(@.title == 1)].title", []),
        ("$.books[?(@.isbn == 1)].title", ["B"]),
        ("$.books[?(@.price == '12.0')].title", ["B"]),
        ("$.books[?(@.isbn == '1.0')].title", []),
        ("$.books[?(1 < @.title)].title", []),
        ("$.books.length()", 3),
        ("$.books[*].price.max()", 22.99),
        ("$.books[*].price.min()", 8.95),
        ("$.books[?(@.tags.length() == 1)].title", ["Bb"]),
        ("$.books[0].author.keys()", ["name"]),
        ("$.books.first().title", "A"),
        ("$.books[0].title.concat('-', 'z')", "A-z"),
    ],
)
def test_what_is_found(path: str, value: Any) -> None:
    assert found(path, _SHOP) == value


@pytest.mark.parametrize("path", ["$.none", "$.books[9]", "$.cheap.x", "$.books.title", "$.cheap[0]"])
def test_a_definite_path_that_leads_nowhere(path: str) -> None:
    assert found(path, _SHOP) is MISSING


@pytest.mark.parametrize(
    "path",
    [
        "",
        "$.",
        "$[",
        "$['a",
        "$[?(@.a",
        "$[?(@.a =~ /(/)]",
        "$[?(@.a == )]",
        "$.a b",
        "$[?(" + "(" * 50,
        "$." + "a" * 5_000,
        "$.books.nope()",
        "$[?(@.a in [@.b])]",
        "$[?(" + "!" * 2_000 + "@.a)]",
    ],
)
def test_a_bad_path_is_told(path: str) -> None:
    with pytest.raises(BadPath):
        found(path, _SHOP)


def test_the_work_is_bounded() -> None:
    deep: Any = 1
    for _ in range(60):
        deep = {"a": deep, "b": [deep] if not isinstance(deep, dict) else []}
    with pytest.raises(BadPath, match="more than"):
        found("$..*..*..*..*..*..*", deep)


def test_places_lead_to_what_can_be_taken_away() -> None:
    root = {"a": [{"id": 1}, {"id": 2}], "b": 1}
    assert places("$.a[?(@.id == 2)]", root) == [(root["a"], 1)]
    assert places("$.b", root) == [(root, "b")]
    assert places("$", root) == []


_BITS = st.sampled_from([*"$.@[]()?*'\"=<>!&|~/,: -1ab", "..", "[?(", ")]", "=~", "in", "size", "length()", "true"])


@given(st.lists(_BITS, max_size=15).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_path_or_a_bad_one(text: str) -> None:
    try:
        found(text, _SHOP)
    except BadPath as wrong:
        assert str(wrong)  # noqa: PT017
