"""When a server wants to be asked again: Retry-After, and the rate-limit headers in all the forms that are in use."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.explain.moments import http_date, moment, span
from assay.explain.pattern import Pattern
from assay.model.http import Response

LIMITS = Pattern(r"retry-after|(?:x-)?rate-?limit(?:-[\w-]{1,40})?|x-retry-after", re.IGNORECASE)
RESETS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset", "x-ratelimit-reset-requests")
FIELD_T = Pattern(r"(?:^|[;,\s])(?:t|reset)\s*=\s*(\d{1,12})")
"""The parameter of `RateLimit: "default";r=0;t=30`, and that of the older `limit=100, remaining=0, reset=30`."""
EPOCH = 1_000_000_000
"""A number from here on is a moment, not a length of time."""
MILLISECONDS = 100_000_000_000


class Return(NamedTuple):
    """A moment, in seconds since the epoch, and how it is told."""

    at: float
    words: str


def come_back(response: Response, now: float) -> Return | None:
    """The first header that says when; None where none does."""
    at = _retry_after(response.header("retry-after"), now)
    if at is None:
        at = _limit(response, now)
    if at is None:
        return None
    if at <= now:
        return Return(at, "now: the time that it names has passed")
    return Return(at, f"in {span(at - now)}, at {moment(at)}")


def limits(response: Response) -> list[tuple[str, str]]:
    """The headers that speak of it."""
    return [(name, value) for name, value in response.headers if LIMITS.fullmatch(name)]


def _retry_after(value: str | None, now: float) -> float | None:
    if not value:
        return None
    return _number(value.strip(), now) if value.strip()[:1].isdigit() else http_date(value)


def _limit(response: Response, now: float) -> float | None:
    whole = response.header("ratelimit")
    found = FIELD_T.search(whole[:500]) if whole else None
    if found:
        return now + int(found[1])
    for name in RESETS:
        value = response.header(name)
        at = _number(value.strip(), now) if value else None
        if at is not None:
            return at
    return None


def _number(text: str, now: float) -> float | None:
    """Seconds from now, or a moment where the number is too large for that; `12s` and `1.5` are in use too."""
    found = re.fullmatch(r"(\d{1,15})(?:\.\d{1,9})?(m?s)?", text)
    if found is None:
        return None
    count = float(found[1])
    if found[2] == "ms":
        return now + count / 1000
    if count >= MILLISECONDS:
        return count / 1000
    return count if count >= EPOCH else now + count
