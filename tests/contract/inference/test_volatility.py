"""What differs between two answers is found where it differs; what looks volatile is told by its look or name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.contract.inference import looks_volatile, volatile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def test_the_innermost_places_once_each() -> None:
    one = {"at": 1, "items": [{"n": 1, "t": "a"}, {"n": 2, "t": "b"}], "same": [1, 2], "a/b": 1}
    other = {"at": 2, "items": [{"n": 1, "t": "x"}, {"n": 2, "t": "y"}], "same": [1, 2], "a/b": 2, "new": None}
    assert volatile([one, other]) == ("/at", "/items/*/t", "/a~1b", "/new")


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [(1, 1, ()), (1, True, ("",)), ([1], [1, 2], ("",)), ({"a": [1]}, {"a": []}, ("/a",)), (None, {}, ("",))],
)
def test_kinds_and_lengths(one: Any, other: Any, where: tuple[str, ...]) -> None:
    assert volatile([one, other]) == where


@given(VALUES)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert volatile([value, value]) == ()
    assert volatile([value]) == ()


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("2026-01-05T09:00:00.000Z", "x"),
        ("Mon, 05 Jan 2026 09:00:00 GMT", "Last-Modified"),
        ("0b0f6a0e-26a7-4d7b-9df3-0d7c4a1b5f10", ""),
        ("***7f3a", "access_token"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", ""),
        (1764000000, "at"),
        (1764000000123, ""),
        (12, "total"),
        (3, "version"),
        ('"v3"', "ETag"),
    ],
)
def test_looks_volatile(value: Any, name: str) -> None:
    assert looks_volatile(value, name)


@pytest.mark.parametrize(
    ("value", "name"),
    [("paid", "status"), (True, "count"), (None, "at"), (12, "quantity"), ("EUR", "currency"), ([], "")],
)
def test_looks_steady(value: Any, name: str) -> None:
    assert not looks_volatile(value, name)
