"""YAML 1.2, core schema: scalars as written, no objects, no bombs."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.yaml_text import Plain, decode_yaml, meaning
from assay.model.errors import InputError


def read(text: str) -> Any:
    return decode_yaml(text.encode(), name="f")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("No", "No"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("~", None),
        ("null", None),
        ("", None),
        ("1.10", 1.1),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("-.5e3", -500),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("12:30", "12:30"),
        ("2024-01-01", "2024-01-01"),
        (".inf", ".inf"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("! 5", "5"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_scalar_is_kept_as_written_and_means(written: str, meant: Any) -> None:
    value = read(f"a: {written}")["a"]
    assert isinstance(value, str)
    assert meaning(value) == meant
    if isinstance(value, Plain) and "!" not in written:
        assert value == written


def test_keys_are_text_in_their_order() -> None:
    assert list(read("yes: 1\n10: 2\n~: 3\n'': 4")) == ["yes", "10", "~", ""]


def test_the_ends_of_blocks_survive() -> None:
    assert read("a: |-\n  x\n\n  y\nb: |+\n  x\n\nc: >\n  p\n  q\n") == {"a": "x\n\ny", "b": "x\n\n", "c": "p q\n"}


@pytest.mark.parametrize("text", ["", "# only a comment", "---\n", "~"])
def test_nothing_is_none(text: str) -> None:
    assert read(text) is None


def test_aliases_are_read() -> None:
    assert read("a: &x [1, {b: c}]\nd: *x") == {"a": ["1", {"b": "c"}], "d": ["1", {"b": "c"}]}


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        ("a: 'x", "not YAML", "f:1:6"),
        ("a: 1\n\tb: 2", "not YAML: found a tab", "f:2:1"),
        ("a: \x01", "control character", "f:1:4"),
        ("a: 1\nb: 2\na: 3", "'a' is there twice", "f:3:1"),
        ("? [a]\n: b", "key is a list", "f:1:3"),
        ("---\na\n---\nb", "more than one", "f:3:1"),
        ("a: !!python/object:os.system x", "Tags that build", "f:1:4"),
        ("a: !thing {b: c}", "Tags that build", "f:1:4"),
        ("a: !!timestamp 2001-01-01", "Tags that build", "f:1:4"),
        ("a: &x [*x]", "stands for nothing", "f:1:8"),
        ("a: *gone", "stands for nothing", "f:1:4"),
        ("a: {b", "not YAML", "f:2:1"),
    ],
)
def test_an_error_names_line_and_column(text: str, what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        read(text)
    assert error.value.where == where


def test_aliases_of_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(InputError, match="more than 1,500,000 nodes"):
        read("\n".join(lines))


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 50_000, "? " * 50_000])
def test_depth_is_bounded(text: str) -> None:
    with pytest.raises(InputError, match=r"nested deeper|key is a list"):
        read(text)


def test_depth_through_aliases_is_bounded() -> None:
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 300)]
    with pytest.raises(InputError, match="nested deeper"):
        read("\n".join(lines))


@given(
    st.recursive(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
        max_leaves=8,
    )
)
def test_json_is_yaml(value: Any) -> None:
    assert (read(json.dumps(value, ensure_ascii=False)) or "") == (value or "")


@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}&*!|>'\"#? \n\t%@", max_size=40).map(str.encode))
def test_any_bytes_give_a_value_or_an_input_error(data: bytes) -> None:
    with contextlib.suppress(InputError):
        json.dumps(meaning(decode_yaml(data, name="f")), allow_nan=False).encode()
