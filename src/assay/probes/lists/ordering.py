"""Which of two values comes first, claimed only where every usual order agrees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

_LONGEST = 200
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?")


def number(value: Any) -> float | None:
    """A number; None for anything else, truth values among them."""
    return (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300 else None
    )


def moment(value: Any) -> datetime | None:
    """A date or a time (RFC 3339) in UTC; None for anything else."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def before(one: Any, other: Any) -> bool | None:
    """Whether one comes before the other for certain; None where they are equal, or it depends on the order."""
    for read in (number, moment):
        first, second = read(one), read(other)
        if first is not None and second is not None:
            return None if first == second else first < second  # type: ignore[operator]  # both of one kind
    if isinstance(one, str) and isinstance(other, str):
        return _text_before(one[:_LONGEST], other[:_LONGEST])
    return None


def _text_before(one: str, other: str) -> bool | None:
    """Texts of ASCII alone, in the order of code points, of letters without case, of letters alone, and by numbers."""
    if not (one.isascii() and other.isascii()) or not (one and other):
        return None
    verdicts = {_compared(read(one), read(other)) for read in (str, str.casefold, _letters, _natural)}
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        verdicts.add(_compared(float(one), float(other)))
    return next(iter(verdicts)) if len(verdicts) == 1 else None


def _compared(one: Any, other: Any) -> bool | None:
    return None if one == other else bool(one < other)


def _letters(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if one.isalnum())


def _natural(text: str) -> list[tuple[int, int, str]]:
    return [(1, int(one), "") if one.isdigit() else (2, 0, one) for one in re.findall(r"\d+|\D+", text.casefold())]


def known(values: Iterable[Any]) -> list[Any]:
    """The values that an order can be held to: neither empty nor missing."""
    return [one for one in values if number(one) is not None or (isinstance(one, str) and one)]


def out_of_order(values: Iterable[Any], *, descending: bool) -> tuple[Any, Any] | None:
    """The first two neighbours that stand the wrong way round; None where there are none."""
    for one, other in pairwise(known(values)):
        verdict = before(other, one)
        if verdict is not None and verdict is not descending:
            return one, other
    return None


def distinct(values: Iterable[Any]) -> bool:
    """Whether some two values come one before the other for certain."""
    return any(before(one, other) is not None for one, other in pairwise(known(values)))
