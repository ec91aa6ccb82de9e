"""Moments shifted by an offset such as `3 days`, truncated to the first of something, and seen in a zone."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assay.stub.dates.java_format import BadDate, offset_zone

_OFFSET = re.compile(r"\s*([+-]?\s*\d{1,9})\s+([a-zA-Z]+)\s*")
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}
_MONTHS = {"months": 1, "years": 12}


def shifted(moment: datetime, offset: str) -> datetime:
    """A moment moved by `3 days`, `-24 seconds`, `+1 months`. Raises BadDate."""
    found = _OFFSET.fullmatch(offset)
    if not found:
        raise BadDate(f"{offset[:40]!r} is no offset such as '3 days'")
    amount, unit = int(found[1].replace(" ", "")), found[2].lower()
    unit = unit if unit.endswith("s") else unit + "s"
    try:
        if unit in _SECONDS:
            return moment + timedelta(seconds=amount * _SECONDS[unit])
        if unit in _MONTHS:
            return _by_months(moment, amount * _MONTHS[unit])
    except (OverflowError, ValueError):
        raise BadDate(f"{offset[:40]!r} leads out of the calendar") from None
    raise BadDate(f"there is no unit {found[2]!r}: seconds, minutes, hours, days, weeks, months, years")


def _by_months(moment: datetime, months: int) -> datetime:
    month = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(month, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def zone_of(name: str) -> tzinfo:
    """The zone of a name such as Europe/Rome or of an offset. Raises BadDate."""
    fixed = offset_zone(name)
    if fixed is not None:
        return UTC if not fixed.utcoffset(None) else fixed
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadDate(f"there is no time zone {name[:40]!r}") from None


def truncated(moment: datetime, how: str) -> datetime:
    """`first second of minute` … `last day of year`, in any case and with spaces or underscores. Raises BadDate."""
    wanted = how.strip().lower().replace("_", " ")
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight.replace(day=1)
    last_day = calendar.monthrange(moment.year, moment.month)[1]
    forms = {
        "first second of minute": lambda: moment.replace(second=0, microsecond=0),
        "first minute of hour": lambda: moment.replace(minute=0, second=0, microsecond=0),
        "first hour of day": lambda: midnight,
        "first day of month": lambda: first,
        "first day of next month": lambda: _by_months(first, 1),
        "last day of month": lambda: midnight.replace(day=last_day),
        "first day of year": lambda: first.replace(month=1),
        "first day of next year": lambda: first.replace(year=moment.year + 1, month=1),
        "last day of year": lambda: midnight.replace(month=12, day=31),
    }
    if wanted not in forms:
        raise BadDate(f"there is no truncation {how[:40]!r}: {', '.join(forms)}")
    return forms[wanted]()
