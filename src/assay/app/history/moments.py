"""A moment as people write it: 10:00, 2h, 2026-11-24, or a date with a time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from assay.model.errors import UsageError

AGO = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|h|d|w)(?:\s+ago)?")
CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
WORDS = {"today": 0, "yesterday": 1}


def moment(text: str, now: datetime, where: str = "--since") -> float:
    """Seconds since the epoch. `now` has a zone, which is that of what is written without one.

    A time of day is the last such moment: 22:00, asked for at 9:00, was yesterday. Raises UsageError for what is none.
    """
    try:
        found = _moment(text.strip().lower(), now)
        if found is not None:
            return found.timestamp()
    except (ValueError, OverflowError, OSError):
        pass
    remedy = "Write a time (10:00), a date (2026-11-24, 2026-11-24T10:00), or how long ago (30m, 2h, 3d)."
    raise UsageError(f"{text!r} is no moment", where=where, remedy=remedy)


def _moment(text: str, now: datetime) -> datetime | None:
    if text in WORDS:
        return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=WORDS[text])
    if ago := AGO.fullmatch(text):
        return now - timedelta(**{UNITS[ago[2]]: float(ago[1])})
    if clock := CLOCK.fullmatch(text):
        then = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=int(clock[3] or 0), microsecond=0)
        return then if then <= now else then - timedelta(days=1)
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        return None
    then = datetime.fromisoformat(text.upper())
    return then if then.tzinfo else then.replace(tzinfo=now.tzinfo)
