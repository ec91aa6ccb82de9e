"""Whatever could steer a terminal is shown as its escape."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.report.clean import block, cut, line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b2J \x07 \x08 \x7f \x00", "\\x9b2J \\x07 \\x08 \\x7f \\x00"),
        ("\u202egnp.exe\u2069", "\\u202egnp.exe\\u2069"),
        ("\u2028\u2029\ufeff\u200b\u00ad", "\\u2028\\u2029\\ufeff\\u200b\\xad"),
        ("\ud800 \U000e0041", "\\ud800 \\U000e0041"),
        ("grüße 中文 🎉 עברית", "grüße 中文 🎉 עברית"),
        ("👩‍💻", "👩‍💻"),
        ("a\u200db", "a\\u200db"),
    ],
)
def test_a_line(text: str, shown: str) -> None:
    assert line(text) == shown


def test_a_block_keeps_lines_and_tabs() -> None:
    assert block("a\r\nb\n\tc\rd\x1b") == "a\nb\n\tc\\rd\\x1b"


@given(st.text(st.characters()))
def test_no_control_or_format_character_is_left(text: str) -> None:
    kinds = {unicodedata.category(character) for character in line(text) if character != "\u200d"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    bidirectional = {unicodedata.bidirectional(character) for character in line(text)}
    assert not bidirectional & {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_cut() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("x" * 12_345, 3) == "xxx… (12,345 characters)"
