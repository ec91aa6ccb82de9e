"""Conversions as JavaScript makes them; the expected values were printed by Node."""

from __future__ import annotations

from typing import Any

import pytest

from assay.formats.ecmascript import to_boolean, to_json_text, to_number, to_string


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1.0, "1"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (123e-7, "0.0000123"),
        (1.5e-7, "1.5e-7"),
        (1e-7, "1e-7"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (10**21, "1e+21"),
        (10**400, "Infinity"),
        (-(10**400), "-Infinity"),
        (9007199254740993, "9007199254740993"),
        ([1, None, [2, "a"], {}], "1,,2,a,[object Object]"),
        ({}, "[object Object]"),
    ],
)
def test_a_value_as_text(value: Any, text: str) -> None:
    assert to_string(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("", 0),
        (" \u00a0 12 \ufeff", 12),
        ("1e3", 1000),
        (".5", 0.5),
        ("5.", 5),
        ("0x1F", 31),
        ("0b11", 3),
        ("-0x1F", None),
        ("1_000", None),
        ("\u0661", None),
        ("Infinity", None),
        ("1e999", None),
        ("9" * 5000, None),
        (True, 1),
        (None, 0),
        ([], 0),
        (["7"], 7),
        ([1, 2], None),
        ({}, None),
    ],
)
def test_a_value_as_number(value: Any, number: float | None) -> None:
    assert to_number(value) == number


@pytest.mark.parametrize(
    ("value", "truth"), [("", False), ("false", True), (0, False), ([], True), ({}, True), (None, False)]
)
def test_a_value_as_truth(value: Any, truth: bool) -> None:
    assert to_boolean(value) is truth


def test_json_has_whole_floats_without_a_point_and_no_nan() -> None:
    assert to_json_text({"a": [1.0, float("nan"), "é", None]}) == '{"a":[1,null,"é",null]}'
