"""Fields and numbers of JSON values of any kind, as JavaScript reads them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from assay.testing.fields import field_of, fields_of, has_field, number_of


@pytest.mark.parametrize("value", [[1], "text", 7, True, {}])
def test_what_has_no_such_field_gives_none(value: Any) -> None:
    assert field_of(value, "id") is None
    assert field_of(value, "id", "undefined") == "undefined"
    assert not has_field(value, "id")


def test_a_field_of_an_object() -> None:
    assert field_of({"id": 0}, "id", 5) == 0
    assert field_of({"id": None}, "id", 5) is None
    assert has_field({"id": None}, "id")


def test_null_must_not_be_asked() -> None:
    for ask in (lambda: field_of(None, "id"), lambda: has_field(None, "id"), lambda: fields_of(None)):
        with pytest.raises(TypeError, match="null has no field"):
            ask()


@pytest.mark.parametrize(
    ("value", "fields"),
    [({"a": 1}, {"a": 1}), ([5, 6], {"0": 5, "1": 6}), ("ab", {"0": "a", "1": "b"}), (7, {}), (True, {})],
)
def test_the_fields_of_a_value(value: Any, fields: dict[str, Any]) -> None:
    assert fields_of(value) == fields


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        (2.5, 2.5),
        (True, 1),
        (None, 0),
        ("", 0),
        (" 12 ", 12),
        ("-1.5e3", -1500),
        (".5", 0.5),
        ([], 0),
        ([7], 7),
    ],
)
def test_a_number(value: Any, number: float) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize("value", ["x", "1_000", "nan", "1 2", {}, {"value": 5}, [1, 2], [True], "1" * 10_000])
def test_what_is_no_number(value: Any) -> None:
    assert math.isnan(number_of(value))
