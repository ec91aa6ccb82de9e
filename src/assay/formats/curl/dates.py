"""The dates of -z, read as curl_getdate reads them."""

from __future__ import annotations

import re

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {
    name: minutes
    for minutes, names in {
        0: "gmt utc wet z",
        60: "wat",
        180: "adt",
        240: "ast edt",
        300: "est cdt",
        360: "cst mdt",
        420: "mst pdt",
        480: "pst ydt",
        540: "yst hdt",
        600: "hst cat ahst",
        660: "nt",
        720: "idlw",
        -60: "bst cet met mewt fwt",
        -120: "mest cest mesz fst eet",
        -420: "wast",
        -480: "wadt cct",
        -540: "jst",
        -600: "east gst",
        -660: "eadt",
        -720: "nzt nzst idle",
        -780: "nzdt",
    }.items()
    for name in names.split()
}
"""Minutes that a zone's clock is behind UTC."""
_TOKEN = re.compile(r"[A-Za-z]+|(?P<time>\d{1,2}:\d{1,2}(?::\d{1,2})?)|\d+")
_LAST = 253402300799
"""The end of the year 9999, past which a date is not written in four digits."""


class _Reading:
    """What was found in a date so far; a zone is in seconds."""

    def __init__(self) -> None:
        self.weekday = self.month = self.day = self.year = self.zone = self.seconds = -1
        self.zoned = self.year_next = False


def seconds(text: str) -> int | None:
    """Seconds since 1970 for a date; None for what is none. A date without a zone is in UTC."""
    reading = _Reading()
    for count, match in enumerate(_TOKEN.finditer(text)):
        if count == 6:
            break
        if not _take(reading, match, text):
            return None
    if min(reading.month, reading.day, reading.year) < 0:
        return None
    return _since_1970(reading)


def _take(reading: _Reading, match: re.Match[str], text: str) -> bool:
    word = match[0]
    if match["time"]:
        return _take_time(reading, word)
    if word[0].isalpha():
        return _take_name(reading, word.lower())
    if len(word) > 9:
        return False
    return _take_number(reading, word, text[match.start() - 1 : match.start()])


def _take_time(reading: _Reading, word: str) -> bool:
    hours, minutes, *rest = (int(part) for part in word.split(":"))
    if reading.seconds >= 0 or hours > 23 or minutes > 59 or sum(rest) > 60:
        return False
    reading.seconds = hours * 3600 + minutes * 60 + sum(rest)
    return True


def _take_name(reading: _Reading, word: str) -> bool:
    if reading.weekday < 0 and (word in _DAYS or word in _LONG_DAYS):
        reading.weekday = _DAYS.index(word[:3])
    elif reading.month < 0 and word in _MONTHS:
        reading.month = _MONTHS.index(word)
    elif not reading.zoned and word in _ZONES:
        reading.zone, reading.zoned = _ZONES[word] * 60, True
    else:
        return False
    return True


def _take_number(reading: _Reading, word: str, before: str) -> bool:
    value = int(word)
    if not reading.zoned and len(word) == 4 and value <= 1400 and before in ("+", "-"):
        minutes = value // 100 * 60 + value % 100
        reading.zone, reading.zoned = (-minutes if before == "+" else minutes) * 60, True
        return True
    if len(word) == 8 and max(reading.year, reading.month, reading.day) < 0:
        reading.year, reading.month, reading.day = value // 10000, value % 10000 // 100 - 1, value % 100
        return True
    return _take_day_or_year(reading, value)


def _take_day_or_year(reading: _Reading, value: int) -> bool:
    if not reading.year_next and reading.day < 0:
        reading.year_next = True
        if 0 < value < 32:
            reading.day = value
            return True
    if not reading.year_next or reading.year >= 0:
        return False
    reading.year = value if value >= 1900 else value + (1900 if value > 70 else 2000)
    if reading.day < 0:
        reading.year_next = False
    return True


def _since_1970(reading: _Reading) -> int | None:
    if not (0 <= reading.month <= 11 and 1 <= reading.day <= 31 and 1583 <= reading.year <= 9999):
        return None
    day = _days(reading.year, reading.month, reading.day)
    found = day * 86400 + max(0, reading.seconds) + (reading.zone if reading.zoned else 0)
    return found if found <= _LAST else None


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970 in the Gregorian calendar; a day past the end of its month runs on into the next."""
    past = year - 1
    leaps = past // 4 - past // 100 + past // 400 - 477
    starts = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
    leap = month > 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (year - 1970) * 365 + leaps + starts[month] + leap + day - 1


def written(moment: int) -> str:
    """Seconds since 1970 as HTTP writes a date (RFC 9110 section 5.6.7)."""
    days, rest = divmod(min(moment, _LAST), 86400)
    year = 1970 + days // 366
    while _days(year + 1, 0, 1) <= days:
        year += 1
    month = 11
    while _days(year, month, 1) > days:
        month -= 1
    day = days - _days(year, month, 1) + 1
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{_DAYS[(days + 3) % 7].title()}, {day:02} {_MONTHS[month].title()} {year:04} {clock} GMT"


def condition(value: str) -> tuple[str, int]:
    """A --time-cond of a Transfer as its sign ("" if changed since, "-" if not, "=") and seconds since 1970."""
    sign = value[:1] if value[:1] in ("-", "=") else ""
    return sign, seconds(value.removeprefix(sign)) or 0
