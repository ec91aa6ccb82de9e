"""The letters of Java's SimpleDateFormat and DateTimeFormatter, for writing and for reading."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache

_PIECE = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z'])")
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?((Z|[+-]\d\d:\d\d(:\d\d)?)(\[[\w/+:-]{1,40}\])?)?)?", re.ASCII
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = tuple(calendar.month_name)
MAX_PATTERN = 200
"""Characters of a pattern."""


class BadDate(ValueError):
    """What is wrong with a date or a pattern, in one clause."""


@lru_cache(maxsize=500)
def pieces(pattern: str) -> tuple[tuple[str, str], ...]:
    """Letter and run, or an empty letter and text that stands for itself."""
    if len(pattern) > MAX_PATTERN:
        raise BadDate(f"the pattern is longer than {MAX_PATTERN} characters")
    found = []
    at = 0
    for piece in _PIECE.finditer(pattern):
        if piece.start() != at:
            raise BadDate(f"the pattern {pattern!r} has an open quote")
        at = piece.end()
        found.append((piece[2], piece[0]) if piece[2] else ("", _literal(piece)))
    if at != len(pattern):
        raise BadDate(f"the pattern {pattern!r} has an open quote")
    return tuple(found)


def _literal(piece: re.Match[str]) -> str:
    if piece[3]:
        return piece[3]
    return (piece[1] or "").replace("''", "'") or "'"


def written(moment: datetime, pattern: str) -> str:
    """A moment in a pattern; `epoch` is milliseconds and `unix` seconds since 1970."""
    if pattern == "epoch":
        return str(int(moment.timestamp() * 1000))
    if pattern == "unix":
        return str(int(moment.timestamp() // 1))
    return "".join(run if not letter else _written(moment, letter, len(run)) for letter, run in pieces(pattern))


def _written(moment: datetime, letter: str, length: int) -> str:  # noqa: C901 - one case a letter of the alphabet
    match letter:
        case "y" | "u" | "Y":
            return f"{moment.year % 100:02d}" if length == 2 else str(moment.year).zfill(length)
        case "M" | "L":
            return _named(_MONTHS[moment.month], length) if length > 2 else str(moment.month).zfill(length)
        case "d":
            return str(moment.day).zfill(length)
        case "D":
            return str(moment.timetuple().tm_yday).zfill(length)
        case "E":
            return _named(_DAYS[moment.weekday()], length)
        case "e":
            return str(moment.isoweekday()).zfill(length)
        case "a":
            return "AM" if moment.hour < 12 else "PM"
        case "H":
            return str(moment.hour).zfill(length)
        case "k":
            return str(moment.hour or 24).zfill(length)
        case "K":
            return str(moment.hour % 12).zfill(length)
        case "h":
            return str(moment.hour % 12 or 12).zfill(length)
        case "m":
            return str(moment.minute).zfill(length)
        case "s":
            return str(moment.second).zfill(length)
        case "S":
            return f"{moment.microsecond:06d}".ljust(length, "0")[:length]
        case "z":
            return (moment.tzname() or "UTC").replace("UTC+", "GMT+").replace("UTC-", "GMT-")
        case "V":
            return str(moment.tzinfo)
        case "Z":
            return _offset(moment, ":" if length == 5 else "")
        case "X":
            return "Z" if not moment.utcoffset() else _iso_offset(moment, length)
        case "x":
            return _iso_offset(moment, length)
        case "G":
            return "AD"
        case "Q":
            return str((moment.month + 2) // 3).zfill(length)
        case "w":
            return str(moment.isocalendar().week).zfill(length)
    raise BadDate(f"the pattern has an unknown letter {letter}")


def _named(name: str, length: int) -> str:
    return name if length >= 4 else name[:3]


def _offset(moment: datetime, colon: str) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"{sign}{minutes // 60:02d}{colon}{minutes % 60:02d}"


def _iso_offset(moment: datetime, length: int) -> str:
    return _offset(moment, "")[:3] if length == 1 else _offset(moment, ":" if length in {3, 5} else "")


_DIGITS = {"y": "year", "u": "year", "d": "day", "H": "hour", "h": "hour12", "m": "minute", "s": "second", "D": "yday"}


@lru_cache(maxsize=500)
def _reading(pattern: str) -> tuple[re.Pattern[str], tuple[tuple[str, int], ...]]:
    """A pattern as a regular expression with a group for each letter."""
    expression, letters = [], []
    for letter, run in pieces(pattern):
        if not letter:
            expression.append(re.escape(run))
            continue
        letters.append((letter, len(run)))
        expression.append(f"({_group(letter, len(run))})")
    return re.compile("".join(expression)), tuple(letters)


def _group(letter: str, length: int) -> str:
    if letter in {"M", "L"} and length > 2:
        return "[A-Za-z]+"
    if letter in {"E", "z", "a", "G"}:
        return r"[A-Za-z][A-Za-z/_:+0-9-]*"
    if letter == "V":
        return r"[A-Za-z][A-Za-z/_+0-9-]*"
    if letter in {"Z", "X", "x"}:
        return r"Z|[+-]\d\d(?::?\d\d)?"
    if letter == "S":
        return rf"\d{{{length}}}"
    if letter in _DIGITS or letter in {"M", "L"}:
        return rf"\d{{{length}}}" if length > 1 else r"\d{1,4}"
    raise BadDate(f"the pattern has a letter that cannot be read: {letter}")


def read(text: str, pattern: str) -> datetime:
    """The moment that a text holds in this pattern; without a zone it has none. Raises BadDate."""
    if pattern in {"epoch", "unix"}:
        return _since_epoch(text, 1000 if pattern == "epoch" else 1)
    expression, letters = _reading(pattern)
    found = expression.fullmatch(text.strip())
    if not found:
        raise BadDate(f"{text[:60]!r} is no date in the pattern {pattern!r}")
    return _moment_of(list(zip(letters, found.groups(), strict=True)), text)


def _since_epoch(text: str, scale: int) -> datetime:
    try:
        return datetime.fromtimestamp(int(text) / scale, UTC)
    except (ValueError, OverflowError, OSError):
        raise BadDate(f"{text[:60]!r} is no number of {'milli' if scale > 1 else ''}seconds") from None


def _moment_of(parts: list[tuple[tuple[str, int], str]], text: str) -> datetime:
    values = {"year": 1970, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    zone: tzinfo | None = None
    afternoon: bool | None = None
    for (letter, length), value in parts:
        if letter in {"Z", "X", "x", "z", "V"}:
            zone = _zone(value)
        elif letter == "a":
            afternoon = value.lower() == "pm"
        elif letter == "S":
            values["microsecond"] = int(value[:6].ljust(6, "0"))
        elif letter in {"M", "L"}:
            values["month"] = _month(value, text)
        elif letter in _DIGITS:
            values[_DIGITS[letter]] = int(value) + (2000 if letter in "yu" and length == 2 else 0)
    if "hour12" in values:
        values["hour"] = values.pop("hour12") % 12 + (12 if afternoon else 0)
    day_of_year = values.pop("yday", 0)
    try:
        moment = datetime(**values, tzinfo=zone)
    except (ValueError, OverflowError):
        raise BadDate(f"there is no such day or time as {text[:60]!r}") from None
    return moment + timedelta(days=day_of_year - 1) if day_of_year else moment


def _month(value: str, text: str) -> int:
    if value.isdigit():
        return int(value)
    for number, name in enumerate(_MONTHS):
        if number and value.lower() in {name.lower(), name[:3].lower()}:
            return number
    raise BadDate(f"there is no such month as in {text[:60]!r}")


def _zone(value: str) -> tzinfo:
    from assay.stub.dates.moments import zone_of

    return zone_of(value)


def from_iso(text: str) -> datetime:
    """An ISO 8601 date with or without time and zone, or a date of RFC 9110. Raises BadDate."""
    stripped = text.strip()
    if len(stripped) > 64:
        raise BadDate("this is too long for a date")
    if _ISO.fullmatch(stripped):
        try:
            return datetime.fromisoformat(stripped.partition("[")[0])
        except ValueError:
            raise BadDate(f"{text[:60]!r} is no date") from None
    try:
        moment = parsedate_to_datetime(stripped)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise BadDate(f"{text[:60]!r} is no date") from None
    if stripped[:3].isalpha() and not _DAYS[moment.weekday()].startswith(stripped[:3]):
        raise BadDate(f"{text[:60]!r} names another day of the week")
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def offset_zone(text: str) -> timezone | None:
    """The zone of `Z` or an offset such as `+02:00`; None where it is neither."""
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?", text)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
