"""Where a message differs from what a contract says of it: one value a difference, in an order that stays the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Where = Literal["security", "path", "query", "header", "cookie", "media", "body", "status"]

MOST = 50
"""Differences that are told of one message."""

_ORDER = ("status", "security", "path", "query", "header", "cookie", "media", "body")


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """One difference. No secret stands in it: a value whose name says what it is is told by its kind alone."""

    place: Where
    pointer: str = ""
    """In a body the JSON Pointer of the value, elsewhere the name of the parameter or header."""
    keyword: str
    """The keyword of JSON Schema that is broken; or undeclared, missing, repeated, unreadable."""
    message: str
    """One sentence: what was expected, what was found."""
    expected: str = ""
    found: str = ""
    info: bool = False
    """Whether it is merely worth knowing: the contract does not say that it is wrong."""
    source: str = ""
    """JSON Pointer into the contract: the operation, or the part of it that says so."""


def ordered(mismatches: Iterable[Mismatch]) -> tuple[Mismatch, ...]:
    """Sorted by place, pointer and keyword, what is wrong before what is worth knowing; no more than MOST."""
    unique = {(one.place, one.pointer, one.keyword, one.message): one for one in mismatches}
    return tuple(sorted(unique.values(), key=_rank)[:MOST])


def _rank(one: Mismatch) -> tuple[bool, int, list[tuple[int, str]], str]:
    return one.info, _ORDER.index(one.place), [_token(part) for part in one.pointer.split("/")], one.keyword


def _token(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isascii() and part.isdigit() and len(part) < 10 else (-1, part)
