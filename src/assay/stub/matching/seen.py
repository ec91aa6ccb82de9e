"""A request with what matchers look at, each read once and only where it is looked at."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import parse_qsl

import msgspec

from assay.model.stub.received import Received
from assay.stub.matching.comparison import Text
from assay.stub.matching.multipart import Part, parts_of

_MOST_UNPACKED = 32 * 1024 * 1024
"""Bytes that a gzipped body may have once it is unpacked; more of it is not looked at."""
_MOST_FIELDS = 10_000


def readable(received: Received) -> Received:
    """The request with the bytes of its target that are no ASCII as UTF-8: some clients do not escape them."""
    try:
        target = received.target.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return received
    return msgspec.structs.replace(received, target=target)


class Seen:
    """One request."""

    def __init__(self, received: Received) -> None:
        self.received = received
        self.method = received.method

    @cached_property
    def body(self) -> bytes:
        """The body without gzip."""
        received = self.received
        if not received.body or (received.header("Content-Encoding") or "").lower() != "gzip":
            return received.body
        try:
            return zlib.decompressobj(31).decompress(received.body, _MOST_UNPACKED)
        except zlib.error:
            return received.body

    @cached_property
    def text(self) -> Text | None:
        """The body as text; None where it is empty."""
        return Text(self.body.decode("utf-8", "surrogateescape"), self.body) if self.body else None

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """Fields of a urlencoded body."""
        kind = (self.received.header("Content-Type") or "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return {}
        try:
            pairs = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            return {}
        return grouped(pairs)

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """Values of each query parameter, in order."""
        try:
            return grouped(self.received.query)
        except ValueError:
            return {}

    @cached_property
    def cookies(self) -> dict[str, list[str]]:
        """Values of each cookie, in order."""
        return grouped(self.received.cookies)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Parts of a multipart body."""
        return parts_of(self.received.header("Content-Type") or "", self.body)


def grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Values by name, both in their order."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
