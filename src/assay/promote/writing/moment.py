"""Dates that lie as far from now, or from another date of the same script, as the recorded ones did."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from assay.promote.source import Answer
from assay.promote.writing.anew import New

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_AT_RANDOM = re.compile(r"Math\.random|_\.random|\{\{\$random")
_DAYS = re.compile(r"(?:(\d{1,5})\s*\+\s*)?(?:Math\.\w+\(\s*)?Math\.random\(\)\s*\*\s*(\d{1,6})")
_IMPORTS = ("from datetime import UTC, datetime, timedelta",)


def date_of(recorded: object) -> datetime | None:
    """The date or date-time that a text is, in UTC where it names no zone."""
    if not isinstance(recorded, str) or not _DATE.fullmatch(recorded):
        return None
    try:
        found = datetime.fromisoformat(recorded)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def sent_at(answer: Answer | None) -> datetime | None:
    """When a request was answered, by the answer's Date."""
    text = next((value for name, value in answer.headers if name.lower() == "date"), "") if answer else ""
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def from_now(recorded: str, now: datetime, script: str) -> New:
    """A date as far from now; somewhere in the days around it where the script throws dice."""
    date = date_of(recorded)
    assert date is not None
    days = (date.date() - now.date()).days
    imports: tuple[str, ...] = _IMPORTS
    if _AT_RANDOM.search(script) and days > 1:
        first, span = _dice(script)
        step = f"days={first} + secrets.randbelow({span})"
        imports = (*imports, "import secrets")
    else:
        step = _step(timedelta(days=days) if days else timedelta(minutes=round((date - now) / timedelta(minutes=1))))
    moved = f"datetime.now(UTC) + timedelta({step})" if step else "datetime.now(UTC)"
    return _new(moved, _format(recorded, keep_time=days != 0), imports)


def _dice(script: str) -> tuple[int, int]:
    """The least number of days, and how many from there, as the script has them: each reading finds the same."""
    found = _DAYS.search(script)
    if found is None:
        return 30, 365
    return int(found[1] or 1), max(1, min(int(found[2] or 365), 100_000))


def from_other(recorded: str, other: str, name: str) -> New:
    """A date as far from another one, which a fixture of this name gives."""
    date, start = date_of(recorded), date_of(other)
    assert date is not None
    assert start is not None
    step = _step(_rounded(date - start))
    moved = f"datetime.fromisoformat({name})" + (f" + timedelta({step})" if step else "")
    imports = ("from datetime import datetime, timedelta",) if step else ("from datetime import datetime",)
    return _new(moved, _format(recorded, keep_time=False), imports)


def _new(moved: str, shown: str, imports: tuple[str, ...]) -> New:
    return New(lines=(f"moment = {moved}",), python=f'moment.strftime("{shown}")', imports=imports)


def _rounded(span: timedelta) -> timedelta:
    return timedelta(seconds=round(span.total_seconds()))


def _step(span: timedelta) -> str:
    """The span in its largest whole unit."""
    seconds = round(span.total_seconds())
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds and seconds % length == 0:
            return f"{unit}={seconds // length}"
    return f"seconds={seconds}" if seconds else ""


def _format(recorded: str, *, keep_time: bool) -> str:
    """`%Y-%m-%dT10:00:00Z`: a full hour stays as it was."""
    time = recorded[10:]
    if not (keep_time and re.match(r"[T ]\d\d:\d\d(?::00(?:\.0+)?)?(?:Z|[+-]|$)", time)):
        time = re.sub(r"^([T ])\d\d:\d\d(:\d\d)?", lambda one: f"{one[1]}%H:%M{':%S' if one[2] else ''}", time)
        time = re.sub(r"\.\d+", lambda one: f".{'0' * (len(one[0]) - 1)}", time)
    return f"%Y-%m-%d{time}"
