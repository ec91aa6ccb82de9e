"""Recognises the formats of strings, and only where every validator agrees: narrower than any RFC."""

from __future__ import annotations

import re
from datetime import date

LONGEST = 300
"""Characters beyond which no string is looked at."""

_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)T{_HOUR}:[0-5]\d(?:\.\d{{1,9}})?(?:Z|[+-]{_HOUR})")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?"
_WORD = r"[a-z0-9_+-]{1,60}"
_EMAIL = re.compile(rf"{_WORD}(?:\.{_WORD}){{0,4}}@(?:{_LABEL}\.){{1,6}}[a-z]{{2,20}}", re.IGNORECASE)
_HOST = rf"(?:{_LABEL}\.){{0,8}}{_LABEL}(?::\d{{1,5}})?"
_URI = re.compile(rf"https?://{_HOST}(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9._~=&/-]*)?", re.IGNORECASE)


def formats_of(text: str) -> frozenset[str]:
    """The names of the formats (JSON Schema, validation, 7.3) that the string has without doubt; mostly one or none."""
    if len(text) > LONGEST or not text.isascii():
        return frozenset()
    if "@" in text:
        return frozenset({"email"}) if _EMAIL.fullmatch(text) else frozenset()
    if text[:4].lower() == "http":
        return frozenset({"uri"}) if _URI.fullmatch(text) else frozenset()
    if _UUID.fullmatch(text):
        return frozenset({"uuid"})
    return frozenset({"date-time"}) if is_date_time(text) else frozenset()


def is_date_time(text: str) -> bool:
    """Whether it is a moment of RFC 3339 on a day that exists, without leap seconds, which not all validators take."""
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True
