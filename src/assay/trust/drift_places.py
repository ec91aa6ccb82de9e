"""What the JSON answers of one read hold, place by place: how often, of which kinds, and with which values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from assay.contract.inference.formats import formats_of
from assay.contract.inference.shape import is_map, type_of
from assay.contract.inference.volatility import escaped

DEEPEST = 24
MOST_VALUES = 200_000
MOST_PLACES = 3_000
MOST_TEXTS = 400
"""Different values of one place that are kept."""
MOST_LISTS = 4
MOST_ROWS = 300
LONGEST = 200
"""Characters of a text that are kept."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_GERMAN = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}(?:,? .{1,20})?")
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}(?:,? .{1,20})?")
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?")
_WRITTEN = (("date", _DAY), ("date with dots", _GERMAN), ("date with slashes", _SLASHED), ("time without zone", _LOCAL))


class Place:
    """What was seen at one place. `parents` are the objects or lists in which it could have stood."""

    __slots__ = ("counts", "formats", "seen", "under", "values")

    def __init__(self, under: str) -> None:
        self.under = under
        """The place of the object that holds it."""
        self.seen = 0
        self.counts: Counter[str] = Counter()
        self.formats: Counter[str] = Counter()
        self.values: dict[Any, int] = {}

    def add(self, value: Any) -> None:
        """One more value."""
        self.seen += 1
        kind = type_of(value)
        self.counts["number" if kind == "integer" else kind] += 1
        if isinstance(value, str):
            self.formats[written_as(value)] += 1
        kept = value[:LONGEST] if isinstance(value, str) else value
        if kind in ("object", "array", "null"):
            return
        key = (kind, kept)
        if key in self.values or len(self.values) < MOST_TEXTS:
            self.values[key] = self.values.get(key, 0) + 1

    @property
    def kinds(self) -> frozenset[str]:
        """The types of JSON Schema, without null; whole and other numbers are one."""
        return frozenset(self.counts) - {"null"}

    @property
    def nulls(self) -> int:
        """How often it was null."""
        return self.counts["null"]

    @property
    def texts(self) -> list[str]:
        """The different texts."""
        return [value for kind, value in self.values if kind == "string"]

    @property
    def only(self) -> Any:
        """The one value that stood there each time; None where there were several, or none."""
        if len(self.values) != 1 or self.nulls:
            return None
        return next(iter(self.values))[1]


class Places:
    """All places of some answers."""

    def __init__(self) -> None:
        self.at: dict[str, Place] = {}
        self.objects: Counter[str] = Counter()
        """How many objects stood at a place."""
        self.lists: dict[str, list[list[dict[str, Any]]]] = {}
        """By place, the lists of objects that stood there: their plain values."""
        self.cut = False
        self._left = MOST_VALUES

    def add(self, value: Any) -> None:
        """The body of one answer."""
        self._add(value, "", "", 0)

    def parents(self, where: str) -> int:
        """In how many objects a field could have stood."""
        return self.objects[self.at[where].under] if where in self.at else 0

    def _add(self, value: Any, where: str, under: str, depth: int) -> None:
        self._left -= 1
        if self._left < 0 or depth > DEEPEST or (where not in self.at and len(self.at) >= MOST_PLACES):
            self.cut = True
            return
        self.at.setdefault(where, Place(under)).add(value)
        if isinstance(value, dict):
            self._fields(value, where, depth)
        elif isinstance(value, list):
            if value and isinstance(value[0], dict):
                self._keep(value, where)
            for one in value:
                self._add(one, f"{where}/*", where, depth + 1)

    def _keep(self, rows: list[Any], where: str) -> None:
        """The plain values of a list's objects, as order and filters are read off them."""
        kept = self.lists.setdefault(where, [])
        if len(kept) < MOST_LISTS:
            kept.append([_plain(row) for row in rows[:MOST_ROWS]])

    def _fields(self, fields: dict[str, Any], where: str, depth: int) -> None:
        if is_map(fields):
            for one in fields.values():
                self._add(one, f"{where}/*", where, depth + 1)
            return
        self.objects[where] += 1
        for name, one in fields.items():
            self._add(one, f"{where}/{escaped(name)}", where, depth + 1)


def _plain(row: Any) -> dict[str, Any]:
    fields = row.items() if isinstance(row, dict) else ()
    return {
        name: value[:LONGEST] if isinstance(value, str) else value
        for name, value in fields
        if not isinstance(value, dict | list)
    }


def places(values: Iterable[Any]) -> Places:
    """The places of these bodies."""
    found = Places()
    for one in values:
        found.add(one)
    return found


def written_as(text: str) -> str:
    """The format of a text, where it has one: date-time, uuid, email, uri, or a way of writing a date."""
    known = formats_of(text)
    if known:
        return min(known)
    return next((name for name, pattern in _WRITTEN if pattern.fullmatch(text[:60])), "")
