"""Dynamic variables that are dates, as JavaScript prints one; always in UTC, so that a seed repeats anywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assay.engine.dynamic.draw import Maker, one_of, whole
from assay.model.world import World

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAY = 24 * 60 * 60


def _within(days: int, direction: int) -> Maker:
    """A moment between a second and so many days away."""

    def make(world: World) -> str:
        away = whole(1, days * _DAY, world) * direction
        return date_text(datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(world.now()) + away))

    return make


def date_text(moment: datetime) -> str:
    """Date.prototype.toString (ECMA-262, 21.4.4.41)."""
    weekday, month = _WEEKDAYS[moment.weekday()][:3], _MONTHS[moment.month - 1][:3]
    clock = f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"
    return f"{weekday} {month} {moment.day:02d} {moment.year:04d} {clock} GMT+0000 (Coordinated Universal Time)"


MAKERS: dict[str, Maker] = {
    "$randomDatePast": _within(365, -1),
    "$randomDateFuture": _within(365, 1),
    "$randomDateRecent": _within(1, -1),
    "$randomMonth": one_of(_MONTHS),
    "$randomWeekday": one_of(_WEEKDAYS),
}
