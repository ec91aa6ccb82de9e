"""Remembers, call after call, which values answers brought and which a person typed first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assay.draft.anatomy import Anatomy, Slot
from assay.draft.likeness import (
    STAND_IN,
    is_id_name,
    is_strong,
    is_version_name,
    noun_in,
    words,
)
from assay.draft.origins import Origin, origins

_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{8,300}")
_CURSORS = frozenset({"cursor", "continuation", "next", "after", "before", "marker", "offset", "state", "nonce"})


class Use(NamedTuple):
    """A stretch of a slot that holds a value from an earlier answer."""

    slot: Slot
    literal: str
    origin: Origin


class Ledger:
    """Who said what first. Calls are entered in the order in which they were sent."""

    def __init__(self, calls: Iterable[Anatomy]) -> None:
        """`calls` are all that will be entered: of their answers, only what some request holds is remembered."""
        self._held = {parts.call.n: held(parts) for parts in calls}
        self._wanted = frozenset[str]().union(*self._held.values())
        self._origins: dict[str, list[Origin]] = {}
        self._typed: dict[str, int] = {}
        self._calls: dict[int, Anatomy] = {}

    def enter(self, parts: Anatomy) -> None:
        """A call is over: what its request held was typed, unless it was known; what its answer brought is known."""
        own = self._held[parts.call.n]
        for literal in own - self._origins.keys():
            self._typed.setdefault(literal, parts.call.n)
        self._calls[parts.call.n] = parts
        for value, origin in origins(parts.call):
            if value in self._wanted and (value not in own or origin.where == "cookie") and not _is_masked(origin):
                self._origins.setdefault(value, []).append(origin)

    def uses(self, parts: Anatomy, preferred: frozenset[int]) -> Iterator[Use]:
        """Where the request holds what an answer before it brought; answers of `preferred` calls come first."""
        for slot in parts.slots:
            whole = self._best(slot, slot.value, parts, preferred)
            if whole is not None:
                yield Use(slot, slot.value, whole)
                continue
            for literal in embedded(slot.value):
                part = self._best(slot, literal, parts, preferred)
                if part is not None:
                    yield Use(slot, literal, part)

    def _best(self, slot: Slot, literal: str, parts: Anatomy, preferred: frozenset[int]) -> Origin | None:
        if self._typed.get(literal, parts.call.n) < parts.call.n:
            return None
        known = self._origins.get(literal, ())
        found = [one for one in known if one.n < parts.call.n and plausible(slot, literal, one)]
        return min(found, key=lambda one: self._rank(slot, one, parts, preferred), default=None)

    def _rank(self, slot: Slot, one: Origin, parts: Anatomy, preferred: frozenset[int]) -> tuple[int, ...]:
        """The lower the better: chosen calls, the thing itself, what made it, the likeliest name and place."""
        source = self._calls[one.n]
        wanted = noun_in(slot.name)
        version = is_version_name(slot.name)
        same_thing = source.address.segments == parts.address.segments
        indices = [part for part in one.path if isinstance(part, int)]
        return (
            one.n not in preferred,
            version and not (same_thing or parts.noun == one.noun),
            bool(wanted) and wanted != one.noun,
            not version and one.n not in preferred and source.method == "GET",
            -one.n if version or one.n not in preferred else one.n,
            one.where != "body" if not version else one.where != "header",
            words(one.name)[-1:] != words(slot.name)[-1:],
            len(one.path),
            sum(map(abs, indices)),
        )


def held(parts: Anatomy) -> frozenset[str]:
    """Everything that a request holds and that may have come from elsewhere."""
    return frozenset(literal for slot in parts.slots for literal in (slot.value, *embedded(slot.value)))


def embedded(text: str) -> list[str]:
    """The stand-ins and ids inside of a longer text."""
    found = [match[0] for match in STAND_IN.finditer(text)] + [match[0] for match in _TOKEN.finditer(text)]
    return [literal for literal in dict.fromkeys(found) if literal != text and is_strong(literal)]


def _is_masked(origin: Origin) -> bool:
    """Whether the very place is named by a secret, so that nobody can say where it is."""
    return any(isinstance(part, str) and STAND_IN.search(part) for part in origin.path)


def plausible(slot: Slot, literal: str, origin: Origin) -> bool:
    """Whether the slot means what the answer said, and is not alike by chance."""
    if is_strong(literal):
        return True
    if is_version_name(slot.name):
        return is_version_name(origin.name)
    if slot.kind == "path":
        return is_id_name(origin.name) and noun_in(slot.name) == origin.noun
    if is_id_name(slot.name):
        about = noun_in(slot.name)
        return is_id_name(origin.name) and (about == origin.noun if about else slot.name == origin.name)
    shared = set(words(slot.name)) & set(words(origin.name))
    if slot.number and origin.number:
        return len(literal.lstrip("-")) >= 3 and bool(shared)
    return len(literal) >= 4 and bool(shared & _CURSORS)
