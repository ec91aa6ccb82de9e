"""How the answer of a real service differs from what stands in for it, told by shape: values may differ freely."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import Any, Literal

import msgspec

from assay.contract.kinds import kind_of
from assay.contract.media_ranges import essence, is_json
from assay.contract.words import alternatives
from assay.model.http import Response

Kind = Literal["status", "media", "missing", "renamed", "type", "new"]
DEEPEST = 40
MOST_ITEMS = 200
"""Items of a list that are looked at."""
MOST = 50
"""Differences that are told of one answer."""
_MOST_PLACES = 5_000
_LIKE = 0.6
_KINDS = {"string": "text", "number": "a number", "boolean": "true or false", "array": "a list", "object": "an object"}


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """One difference."""

    kind: Kind
    where: str = ""
    """JSON Pointer, `*` for each item of a list."""
    message: str = ""
    """What the stand-in says, and what the real one does."""


def drift(stand_in: Response, real: Response) -> tuple[Drift, ...]:
    """The differences; of answers with different statuses only that."""
    if stand_in.status != real.status:
        message = f"The stand-in answers {stand_in.status}, the real one {real.status}."
        return (Drift(kind="status", message=message),)
    one, other = essence(stand_in.header("content-type") or ""), essence(real.header("content-type") or "")
    if stand_in.body and real.body and one and one != other:
        return (Drift(kind="media", where="Content-Type", message=f"The stand-in sends {one}, the real one {other}."),)
    if not is_json(one or other):
        return ()
    ours, theirs = _shape(stand_in.body), _shape(real.body)
    return () if ours is None or theirs is None else tuple(_compared(ours, theirs))[:MOST]


class _Shape:
    """The kinds of value at each place, and the fields of each object."""

    def __init__(self) -> None:
        self.kinds: dict[str, set[str]] = {}
        self.fields: dict[str, dict[str, None]] = {}
        self.values: dict[str, Any] = {}

    def add(self, value: Any, place: str, depth: int = 0) -> None:
        if depth > DEEPEST or len(self.kinds) > _MOST_PLACES:
            return
        self.kinds.setdefault(place, set()).add(kind_of(value)[-1])
        if isinstance(value, dict):
            self.fields.setdefault(place, {})
            for name, inner in value.items():
                self.fields[place][name] = None
                self.add(inner, f"{place}/{name.replace('~', '~0').replace('/', '~1')}", depth + 1)
        elif isinstance(value, list):
            for inner in value[:MOST_ITEMS]:
                self.add(inner, f"{place}/*", depth + 1)
        else:
            self.values.setdefault(place, value)


def _shape(body: bytes) -> _Shape | None:
    if not body:
        return None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    shape = _Shape()
    shape.add(value, "")
    return shape


def _compared(ours: _Shape, theirs: _Shape) -> list[Drift]:
    found: list[Drift] = []
    for place, kinds in ours.kinds.items():
        other = theirs.kinds.get(place)
        wanted, got = kinds - {"null"}, (other or set()) - {"null"}
        if wanted and got and not wanted & got:
            message = f"{place or 'The answer'} is {_told(wanted)} in the stand-in, and {_told(got)} in the real one."
            found.append(Drift(kind="type", where=place, message=message))
        if place in ours.fields and place in theirs.fields:
            found += _fields(place, ours, theirs)
    return found


def _told(kinds: set[str]) -> str:
    return alternatives(sorted(_KINDS.get(kind, kind) for kind in kinds))


def _fields(place: str, ours: _Shape, theirs: _Shape) -> list[Drift]:
    """Fields that only one of them has; one that only changed its name is told as that."""
    gone = [name for name in ours.fields[place] if name not in theirs.fields[place]]
    new = [name for name in theirs.fields[place] if name not in ours.fields[place]]
    found: list[Drift] = []
    for name in gone:
        other = _renamed(name, new, place, ours, theirs)
        if other is None:
            message = f"The stand-in has {place}/{name}, and the real one has not."
            found.append(Drift(kind="missing", where=f"{place}/{name}", message=message))
        else:
            new.remove(other)
            message = f"{place}/{name} of the stand-in is called {other} in the real one."
            found.append(Drift(kind="renamed", where=f"{place}/{name}", message=message))
    for name in new:
        message = f"The real one has {place}/{name}, and the stand-in has not."
        found.append(Drift(kind="new", where=f"{place}/{name}", message=message))
    return found


def _renamed(name: str, new: list[str], place: str, ours: _Shape, theirs: _Shape) -> str | None:
    """The new field that has the kind of the one that is gone, and its value or a name like it."""
    here = f"{place}/{name}"
    for other in new:
        there = f"{place}/{other}"
        if not ours.kinds.get(here, set()) & theirs.kinds.get(there, set()):
            continue
        value = ours.values.get(here)
        is_same = value not in (None, "", 0, 1, True, False) and value == theirs.values.get(there)
        if is_same or SequenceMatcher(None, name.lower(), other.lower()).ratio() >= _LIKE:
            return other
    return None
