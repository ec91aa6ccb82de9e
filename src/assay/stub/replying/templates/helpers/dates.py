"""Dates and times, seen from a clock that is given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from assay.stub.dates.java_format import BadDate, from_iso, read, written
from assay.stub.dates.moments import shifted, truncated, zone_of
from assay.stub.replying.templates.fill import Helper, HelperCall
from assay.stub.replying.templates.values import shown

_ISO = "yyyy-MM-dd'T'HH:mm:ssXXX"


class Moment:
    """A moment that is printed in its format."""

    def __init__(self, at: datetime, pattern: str = _ISO) -> None:
        self.at = at
        self.pattern = pattern

    def __str__(self) -> str:
        return written(self.at, self.pattern)


def _now(call: HelperCall) -> datetime:
    return datetime.fromtimestamp(call.world.clock(), UTC)


def now(call: HelperCall) -> Any:
    """This moment."""
    return _rendered(call, _now(call), zoned=True)


def date(call: HelperCall) -> Any:
    """A moment that was read or made, in another format or shifted; a zone is for moments that it makes itself."""
    given = call.first() if call.arguments else None
    if isinstance(given, Moment):
        return _rendered(call, given.at, zoned=False)
    return _rendered(call, _now(call), zoned=True)


def _rendered(call: HelperCall, at: datetime, zoned: bool) -> Moment:
    offset, zone, pattern = (call.named.get(name) for name in ("offset", "timezone", "format"))
    if offset is not None:
        at = shifted(at, shown(offset).strip().removeprefix("now").strip())
    if zone is not None and zoned:
        at = at.astimezone(zone_of(shown(zone)))
    moment = Moment(at, shown(pattern) if pattern is not None else _ISO)
    str(moment)  # a pattern that cannot be read is told where it stands
    return moment


def parse_date(call: HelperCall) -> Any:
    """The moment in a text, by its format or as ISO 8601; None where there is none."""
    pattern = call.named.get("format")
    try:
        at = read(call.text(0), shown(pattern)) if pattern is not None else from_iso(call.text(0))
    except BadDate:
        return None
    return Moment(at if at.tzinfo else at.replace(tzinfo=UTC))


def truncate_date(call: HelperCall) -> Any:
    """The first of something."""
    given = call.first()
    if not isinstance(given, Moment):
        raise ValueError("a date is expected: write (parseDate …) or (now)")
    return Moment(truncated(given.at, call.text(1)))


def date_format(call: HelperCall) -> Any:
    """A moment in a format."""
    given = call.first()
    at = given.at if isinstance(given, Moment) else from_iso(shown(given))
    zone = call.get(3, call.named.get("timezone"))
    at = at.astimezone(zone_of(shown(zone))) if zone is not None else at
    return written(at, call.text(1, shown(call.named.get("format", _ISO))))


HELPERS: dict[str, Helper] = {
    "now": now,
    "date": date,
    "parseDate": parse_date,
    "truncateDate": truncate_date,
    "dateFormat": date_format,
}
