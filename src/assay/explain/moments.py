"""Moments read and told without the clock and without the calendar's libraries, which cost time at start-up."""

from __future__ import annotations

from assay.explain.quoting import counted

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
FEW = 3
"""Up to so many, the smaller unit is told too."""
FIRST, LAST = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999, in seconds since the epoch."""


def http_date(text: str) -> float | None:
    """Seconds since the epoch for an HTTP-date (RFC 9110, 5.6.7), the two newer forms; None for anything else."""
    words = text[:64].partition(",")[2].replace("-", " ").split() or text[:64].split()
    if len(words) < 4 or words[1].lower() not in MONTHS:
        return None
    year, day, clock = _number(words[2]), _number(words[0]), [_number(each) for each in words[3].split(":")]
    if year is None or day is None or len(clock) != 3 or None in clock:
        return None
    year += (1900 if year >= 70 else 2000) if year < 100 else 0
    hours, minutes, seconds = (each or 0 for each in clock)
    days = _days(year, MONTHS.index(words[1].lower()) + 1, day)
    return days * 86_400.0 + hours * 3_600 + minutes * 60 + seconds


def moment(seconds: float) -> str:
    """`2026-11-24 10:03:00 UTC`; the bare number where no calendar has it."""
    if not FIRST <= seconds <= LAST:
        return f"{seconds:.0f} seconds since 1970"
    days, rest = divmod(int(seconds), 86_400)
    year, month, day = _civil(days)
    return f"{year:04}-{month:02}-{day:02} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02} UTC"


def span(seconds: float) -> str:
    """A length of time in its largest unit, and the next where that is much of it: `3 minutes`, `1 hour 50 minutes`."""
    seconds = abs(seconds)
    for at, (length, name) in enumerate(UNITS):
        if seconds >= length:
            count, rest = divmod(seconds, length)
            smaller, next_name = UNITS[min(at + 1, len(UNITS) - 1)]
            more = int(rest // smaller) if count < FEW else 0
            return counted(int(count), name) + (f" {counted(more, next_name)}" if more else "")
    return "less than a second"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _civil(days: int) -> tuple[int, int, int]:
    """The reverse of `_days`."""
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    march = (5 * of_year + 2) // 153
    month = march + 3 if march < 10 else march - 9
    return year + era * 400 + (month <= 2), month, of_year - (153 * march + 2) // 5 + 1
