"""Data files, with the values that csv-parse 4.16 gives under Newman's options."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.csv_text import parse_csv
from assay.formats.rows import MAX_BYTES, read_rows
from assay.model.errors import InputError


def csv(text: str) -> list[dict[str, Any]]:
    return list(read_rows(text.encode(), name="data.csv"))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,x\n", [{"a": 1, "b": "x"}]),
        ("a,b\r\n1,x\r\n2,y", [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]),
        ("a\r1\r2", [{"a": 1}, {"a": 2}]),
        (" a ,\tb\n  1 , x y \n", [{"a": 1, "b": "x y"}]),
        ("a,b\n1\n1,2,3\n", [{"a": 1}, {"a": 1, "b": 2}]),
        ("a,b\n,\n", [{"a": "", "b": ""}]),
        ("a\n1\n\n2\n\n", [{"a": 1}, {"a": ""}, {"a": 2}, {"a": ""}]),
        ('a,b\n"1","x, ""y""\nz"\n', [{"a": "1", "b": 'x, "y"\nz'}]),
        ('a\n" 1 " \n', [{"a": " 1 "}]),
        ('a\nx"y"z\n', [{"a": 'x"y"z'}]),
        ("a,a\n1,2\n", [{"a": 2}]),
        ("1,2\n3,4\n", [{"1": 3, "2": 4}]),
        ("a\n007\n", [{"a": 7}]),
        ("a\n+5\n-3\n.5\n5.\n1e3\n0x10\n", [{"a": value} for value in (5, -3, 0.5, 5, 1000, 0)]),
        ("a\nNaN\nInfinity\n1,5\ntrue\nnull\n", [{"a": value} for value in ("NaN", "Infinity", 1, "true", "null")]),
        ("a\n12345678901234567890\n", [{"a": 12345678901234567890}]),
        ("a\r\nx\ry\nz\r\n", [{"a": "x\ry\nz"}]),
        ("a\n1\r\n", [{"a": 1}]),
        ("a", []),
        ("", []),
        (" \n", []),
    ],
)
def test_csv(text: str, rows: list[dict[str, Any]]) -> None:
    assert csv(text) == rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    assert read_rows("ü\né\n".encode(encoding), name="data.csv") == ({"ü": "é"},)


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ('a\nb,"c', "not closed", "data.csv:2:3"),
        ('a\n"b"c\n', "follows a closing quote", "data.csv:2:4"),
        ('a,b\r\n1,2\r\n3, "x"  y', "follows a closing quote", "data.csv:3:9"),
    ],
)
def test_a_wrong_quote_is_told_with_its_place(text: str, what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        csv(text)
    assert error.value.where == where


def test_json_lists_and_a_single_object() -> None:
    assert read_rows(b'[{"a": 1}, {"b": [2]}]', name="d.json") == ({"a": 1}, {"b": [2]})
    assert read_rows(b'\xef\xbb\xbf {"a": 1}', name="d") == ({"a": 1},)
    assert read_rows(b"[]", name="d.json") == ()


@pytest.mark.parametrize("text", ["5", '"x"', "[1]", "[[]]", "[null]", '[{"a": 1}, 2]'])
def test_json_that_is_no_rows_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not an object"):
        read_rows(text.encode(), name="d.json")


def test_broken_json_is_not_taken_for_csv() -> None:
    with pytest.raises(InputError, match="not JSON"):
        read_rows(b'[{"a": 1},', name="data")


def test_the_kind_wins_over_name_and_first_character() -> None:
    assert read_rows(b"[a],b\n1,2\n", name="d.json", kind="csv") == ({"[a]": 1, "b": 2},)
    assert read_rows(b"[a],b\n1,2\n", name="d.csv") == ({"[a]": 1, "b": 2},)


@pytest.mark.parametrize("text", ["a\n" * 11, "," * 11, "a\n" + "," * 11, "a\n" + '"",' * 11])
def test_fields_are_counted_on_the_way(text: str) -> None:
    with pytest.raises(InputError, match="more than 10 fields"):
        list(parse_csv(text, name="big.csv", max_cells=10))
    assert list(parse_csv(text, name="big.csv", max_cells=13))


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(InputError, match="more than 64 MB"):
        read_rows(b"a" * (MAX_BYTES + 1), name="big.csv")


@pytest.mark.proof
@pytest.mark.parametrize("data", [b"a\n" + b"1\n" * 500_001, b"," * 2_000_001])
def test_files_that_would_fill_the_memory_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="more than"):
        read_rows(data, name="big.csv")


@pytest.mark.parametrize("piece", ['""', " ", "\r", "\t\r", ',"x"', '"', "a", "1"])
def test_a_long_run_of_one_piece_is_read_at_a_steady_pace(piece: str) -> None:
    for text in (piece * 100_000, "a\n" + piece * 100_000, 'a\n"' + piece * 100_000):
        try:
            csv(text)
        except InputError as error:
            assert "quote" in error.what  # noqa: PT017 - either outcome is right


CELLS = st.text(alphabet='ab1.,"\r\n \té', max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
def test_quoted_cells_read_as_what_they_were(table: list[list[str]], end: str) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    assert csv(end.join(["x,y", *lines])) == [{"x": row[0], "y": row[1]} for row in table]


@given(st.binary(max_size=60) | st.text(alphabet='a1",\r\n \t[{:', max_size=40).map(str.encode))
def test_any_bytes_give_rows_or_an_input_error(data: bytes) -> None:
    try:
        rows = read_rows(data, name="d")
    except InputError as error:
        assert error.where.startswith("d")  # noqa: PT017 - either outcome is right
    else:
        json.dumps(rows, allow_nan=False).encode()
