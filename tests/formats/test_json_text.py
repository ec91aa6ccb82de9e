"""JSON: a value, or an error that names its place."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.json_text import decode_json
from assay.formats.json_weight import is_heavier
from assay.model.errors import InputError


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a":\n  "b" "c"}', "f:2:7"),
        ('{"é": x}', "f:1:7"),
        ("[1,]", "f:1:4"),
        ("NaN", "f:1:1"),
        ('{"a": Infinity}', "f:1:7"),
        ('{"a": 1', "f:1:8"),
        ('["\n', "f:1:3"),
        ("{'a': 1}", "f:1:2"),
        ("<html>", "f:1:1"),
    ],
)
def test_an_error_names_line_and_column(text: str, where: str) -> None:
    with pytest.raises(InputError) as error:
        decode_json(text.encode(), name="f")
    assert error.value.where == where
    assert error.value.what.startswith("This is not JSON")


@pytest.mark.parametrize("data", [b"", b" \r\n\t"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(InputError, match="is empty"):
        decode_json(data, name="f")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    assert decode_json('{"ü": "é"}'.encode(encoding), name="f") == {"ü": "é"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d"', "\ufffd"),
        (r'"a\udc00b"', "a\ufffdb"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (r'"\\ud83d"', r"\ud83d"),
        (r'"\\\ud83d"', "\\\ufffd"),
        (r'"\ud83d\\udc00"', "\ufffd\\udc00"),
    ],
)
def test_half_a_pair_is_replaced_and_nothing_else(text: str, value: str) -> None:
    assert decode_json(text.encode(), name="f") == value


def test_the_last_of_two_equal_keys_wins() -> None:
    assert decode_json(b'{"a": 1, "a": 2}', name="f") == {"a": 2}


@pytest.mark.parametrize("depth", [201, 5000, 100_000])
def test_depth_is_bounded(depth: int) -> None:
    with pytest.raises(InputError, match="nested deeper"):
        decode_json(b"[" * depth + b"]" * depth, name="f")


def test_two_hundred_levels_are_read() -> None:
    assert decode_json(b"[" * 200 + b"]" * 200, name="f")


@pytest.mark.parametrize("text", ["1e999", "1" * 5000])
def test_numbers_beyond_a_double_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="too large"):
        decode_json(text.encode(), name="f")


@pytest.mark.parametrize("member", [b"[],", b'{"a":1},', b"1,", b'"",'])
def test_many_small_values_are_told_from_few_large_ones(member: bytes) -> None:
    dense = b"[" + member * 400_000 + b"0]"
    text = b'["' + b'{\\"a\\": [1, 2, 3]}, ' * (len(dense) // 20) + b'"]'
    assert is_heavier(dense, 8 * len(dense))
    assert not is_heavier(text, 2 * len(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_what_was_written_is_read(value: object) -> None:
    assert decode_json(json.dumps(value, ensure_ascii=True).encode(), name="f") == value


@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\ud83c0.e-n', max_size=40).map(str.encode))
def test_any_bytes_give_a_value_or_an_input_error(data: bytes) -> None:
    with contextlib.suppress(InputError):
        json.dumps(decode_json(data, name="f"), allow_nan=False).encode()
