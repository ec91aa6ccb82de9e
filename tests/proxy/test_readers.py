"""What the proxy reads from anybody: for every input a value or a refusal, and nothing else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.app.proxying.specs import toxic
from assay.app.proxying.target import control_address, target
from assay.model.errors import UsageError
from assay.proxy.address import read
from assay.proxy.control.body import decoded
from assay.proxy.control.shapes import changed_toxic, new_toxic, wanted_proxies, wanted_proxy
from assay.proxy.errors import Refused
from assay.proxy.toxics.registry import TOXICS
from assay.proxy.web.arriving import Arriving, Malformed
from assay.proxy.web.asking import asked

NAMES = [
    "name",
    "type",
    "stream",
    "toxicity",
    "attributes",
    "latency",
    "jitter",
    "listen",
    "upstream",
    "enabled",
    *TOXICS,
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(NAMES),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner),
)


@given(st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
@settings(deadline=None)
def test_a_body_is_a_value_or_refused(body: bytes) -> None:
    with contextlib.suppress(Refused):
        decoded(body)


@given(VALUES)
@settings(deadline=None)
def test_what_a_body_asks_for_is_known_or_refused(value: Any) -> None:
    latency = new_toxic({"type": "latency"})
    for read_as in (wanted_proxy, wanted_proxies, new_toxic, lambda given: changed_toxic(latency, given)):
        with contextlib.suppress(Refused):
            read_as(value)


@pytest.mark.parametrize("read_as", [target, control_address, toxic, lambda text: asked(text, {}, on=text)])
@given(
    text=st.text() | st.from_regex(r"[a-z]+://[^ ]*", fullmatch=True) | st.from_regex(r"[a-z_]+@[0-9.%]*:[a-z=,0-9]*")
)
@settings(deadline=None)
def test_what_a_command_line_says_is_meant_or_refused(read_as: Callable[[str], Any], text: str) -> None:
    with contextlib.suppress(UsageError):
        read_as(text)


@given(st.text())
@settings(deadline=None)
def test_an_address_is_read_and_written_alike_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert read(str(read(text))) == read(text)


@given(
    st.lists(
        st.binary(max_size=40) | st.sampled_from([b"HTTP/1.1 200 OK\r\n", b"\r\n", b"Content-Length: 3\r\n", b"abc"])
    )
)
@settings(deadline=None)
def test_an_answer_is_read_or_malformed(pieces: list[bytes]) -> None:
    arriving = Arriving(bodiless=False)
    with contextlib.suppress(Malformed):
        for piece in pieces:
            arriving.feed(piece)
        arriving.finish()
