"""Writes times and sizes as Newman's users know them: 15ms, 2.1s, 303B, 1.23kB."""

from __future__ import annotations

from datetime import UTC, datetime


def duration(milliseconds: float) -> str:
    """A time in its largest fitting unit."""
    if milliseconds < 1:
        return f"{int(milliseconds * 1000)}µs"
    if milliseconds < 1998:
        return f"{int(milliseconds)}ms"
    seconds = milliseconds / 1000
    if seconds < 60:
        return f"{_short(seconds, 1)}s"
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {seconds}s" if hours else f"{minutes}m {seconds}s"


def size(count: int) -> str:
    """A number of bytes, by thousands."""
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{_short(amount, 2)}{unit}"


def instant(seconds: float) -> str:
    """Seconds since the epoch as RFC 3339, in UTC and to the millisecond."""
    moment = datetime.fromtimestamp(min(max(seconds, 0.0), 253402300799.0), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _short(amount: float, digits: int) -> str:
    return f"{amount:.{digits}f}".rstrip("0").rstrip(".")
