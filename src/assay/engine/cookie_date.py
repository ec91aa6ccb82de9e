"""The dates of cookies: those of Set-Cookie (RFC 6265, 5.1.1), and ISO 8601 in a saved jar. All are milliseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DELIMITER = re.compile(r"[\x09\x20-\x2F\x3B-\x40\x5B-\x60\x7B-\x7E]")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])[^:]*", re.DOTALL)
_DAY = re.compile(r"([0-9]{1,2})(?![0-9])")
_YEAR = re.compile(r"([0-9]{2,4})(?![0-9])")
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
_MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
_LONGEST = 1024


def parse_cookie_date(text: str) -> int | None:
    """The moment that a date in Set-Cookie names, in milliseconds since the epoch; None where it names none."""
    found: dict[str, tuple[int, ...]] = {}
    for token in _DELIMITER.split(text[:_LONGEST]):
        _take(token.strip(), found)
    if len(found) < 4:
        return None
    (hour, minute, second), (day,), (month,), (year,) = (found[part] for part in ("time", "day", "month", "year"))
    year += 1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0
    if not (1 <= day <= 31 and year >= 1601 and hour <= 23 and minute <= 59 and second <= 59):
        return None
    start = datetime(year, month, 1, hour, minute, second, tzinfo=UTC)
    return _milliseconds(start) + (day - 1) * 86_400_000


def _take(token: str, found: dict[str, tuple[int, ...]]) -> None:
    """A token counts for the first part of a date that is still missing and that it can be."""
    if "time" not in found and (match := _TIME.fullmatch(token)):
        found["time"] = tuple(map(int, match.groups()))
    elif "day" not in found and (match := _DAY.match(token)):
        found["day"] = (int(match[1]),)
    elif "month" not in found and token[:3].lower() in _MONTHS:
        found["month"] = (_MONTHS[token[:3].lower()],)
    elif "year" not in found and (match := _YEAR.match(token)):
        found["year"] = (int(match[1]),)


def parse_json_date(value: Any) -> int | None:
    """The moment that a date in JSON names: ISO 8601, or milliseconds since the epoch."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if abs(value) < 8.64e15 else None
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return parse_cookie_date(value)
    return _milliseconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def json_date(milliseconds: int) -> str:
    """The moment as JSON.stringify writes it. Outside of the years 1 to 9999 the nearest that can be written."""
    try:
        moment = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        moment = datetime.max.replace(tzinfo=UTC) if milliseconds > 0 else datetime.min.replace(tzinfo=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z".rjust(24, "0")


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
