"""Encodings of people's files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.text import decode_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_every_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode_text('{"name": "Käse für Ölmühle"}'.encode(encoding)) == '{"name": "Käse für Ölmühle"}'


def test_one_bad_byte_among_many_good_ones_spoils_only_itself() -> None:
    assert decode_text("ä".encode() * 50 + b"\xff") == "ä" * 50 + "\ufffd"


@given(st.binary(max_size=200))
def test_bytes_are_always_some_text(data: bytes) -> None:
    decode_text(data).encode()
