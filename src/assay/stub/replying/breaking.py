"""The four faults that WireMock's mappings may name, as acts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from assay.model.stub.acts import Act, Close, Reset, Send

_GARBAGE = 40
"""Bytes of random data."""


def reset(_: random.Random) -> Iterator[Act]:
    """A TCP reset before any byte."""
    yield Reset()


def empty(_: random.Random) -> Iterator[Act]:
    """The connection closes before any byte."""
    yield Close()


def malformed_chunk(chance: random.Random) -> Iterator[Act]:
    """A good head that announces chunks, then what is no chunk, and the end."""
    yield Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    yield from random_data(chance)


def random_data(chance: random.Random) -> Iterator[Act]:
    """Bytes that are no HTTP, and the end."""
    yield Send(b"\x00" + chance.randbytes(_GARBAGE).replace(b"\n", b"\xff"))
    yield Close()


BREAKING: dict[str, Callable[[random.Random], Iterator[Act]]] = {
    "CONNECTION_RESET_BY_PEER": reset,
    "EMPTY_RESPONSE": empty,
    "MALFORMED_RESPONSE_CHUNK": malformed_chunk,
    "RANDOM_DATA_THEN_CLOSE": random_data,
}
