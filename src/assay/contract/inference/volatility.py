"""Tells which values change on their own: by comparing two answers of the same read, or by how a value looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from math import isfinite
from typing import Any

from assay.contract.inference.formats import is_date_time

DEEPEST = 24
MOST = 100_000
"""Values of one answer that are compared."""

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_HTTP_DATE = r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"
_MOMENT = re.compile(rf"\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d.{{0,30}})?|{_HTTP_DATE}")
_RANDOM = re.compile(r"(?=\S*[A-Za-z])(?=\S*\d)[A-Za-z0-9_.~+/=:-]{16,}")
_MASKED = re.compile(r"\*\*\*[0-9a-f]{4}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_WORDS = """
    at time timestamp date datetime created updated modified expires expiry now uptime age elapsed duration nonce etag
    token cursor signature hash digest trace traceid request requestid correlation session version revision rev seq
    sequence counter count total hits views offset random
"""
_CHANGING = frozenset(_WORDS.split())
_EPOCH = range(1_000_000_000, 4_000_000_000)


def looks_volatile(value: Any, name: str = "") -> bool:
    """Whether a value looks as if it were another one next time: a moment, a UUID, a token, a counter.

    `name` is the field or header that holds it. Never sure: where the same read can be sent twice, compare instead.
    """
    words = _WORD.findall(name[:200])
    changing = name.lower() in _CHANGING or bool(words and words[-1].lower() in _CHANGING)
    if isinstance(value, str):
        return _looks_random(value) or (changing and any(map(str.isdigit, value)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return changing or (isfinite(value) and (int(value) in _EPOCH or int(value) // 1000 in _EPOCH))


def _looks_random(text: str) -> bool:
    short = text[:300]
    return bool(
        is_date_time(short)
        or _UUID.fullmatch(short)
        or _MOMENT.fullmatch(short)
        or _MASKED.search(short)
        or _RANDOM.fullmatch(short)
    )


def volatile(samples: Sequence[Any]) -> tuple[str, ...]:
    """JSON Pointers (RFC 6901) of what differs between answers of the same read, `*` for any index of an array.

    The innermost places are named, once each, in document order; the whole answer is the empty pointer.
    """
    found: dict[str, None] = {}
    for one, other in pairwise(samples):
        budget = iter(range(MOST))
        found |= dict.fromkeys(_differences(one, other, "", 0, budget))
    return tuple(found)


def _differences(one: Any, other: Any, where: str, depth: int, budget: Iterator[int]) -> Iterator[str]:
    if next(budget, None) is None:
        return
    if depth < DEEPEST and isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            place = f"{where}/{escaped(name)}"
            if (name in one) != (name in other):
                yield place
            else:
                yield from _differences(one[name], other[name], place, depth + 1, budget)
    elif depth < DEEPEST and isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield where
        for left, right in zip_longest(one[: len(other)], other[: len(one)]):
            yield from _differences(left, right, f"{where}/*", depth + 1, budget)
    elif type(one) is not type(other) or one != other:
        yield where


def escaped(name: str) -> str:
    """A name as it stands in a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")
