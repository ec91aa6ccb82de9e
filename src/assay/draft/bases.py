"""Finds the part of each URL that goes by a variable: the base URL, another one for each further host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import NamedTuple

from assay.draft.address import Address, address
from assay.draft.anatomy import Anatomy
from assay.draft.likeness import snake
from assay.draft.values import Surroundings
from assay.model.variable import Variable


class Base(NamedTuple):
    """A variable and the URL that it stands for."""

    variable: str
    url: str
    """Without a slash at its end."""


class Bases:
    """The base URLs of some calls."""

    def __init__(self, calls: Sequence[Anatomy], around: Surroundings) -> None:
        self._known = [Base(name, url.rstrip("/")) for name, url in around.urls.items() if "://" in url]
        self._made: dict[str, Base] = {}
        self.notes: list[str] = []
        self._held = around.variables
        used = [self._find(parts.address) for parts in calls]
        self._used = tuple(dict.fromkeys(base for base in used if base is not None))
        origins = [parts.address.origin for parts in calls if self._find(parts.address) is None]
        for origin in sorted(dict.fromkeys(origins), key=lambda one: -origins.count(one)):
            self._made[origin] = self._new(origin, around)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Those that are used, and that no file holds yet."""
        return tuple(
            Variable(key=base.variable, value=base.url, type="string")
            for base in (*self._used, *self._made.values())
            if base.variable not in self._held
        )

    def of(self, parts: Anatomy) -> tuple[str, tuple[str, ...]]:
        """`{{base_url}}`, and the segments below it."""
        base = self._find(parts.address) or self._made[parts.address.origin]
        under = [one for one in address(base.url).segments if one]
        kept = parts.address.segments[len(under) :] if _begins(parts.address, under) else parts.address.segments
        return f"{{{{{base.variable}}}}}", kept

    def _find(self, where: Address) -> Base | None:
        """The longest of the known that the URL begins with."""
        found = []
        for base in self._known:
            known = address(base.url)
            if known.origin == where.origin and _begins(where, [one for one in known.segments if one]):
                found.append(base)
        return max(found, key=lambda base: len(base.url), default=None)

    def _new(self, origin: str, around: Surroundings) -> Base:
        taken = {base.variable: base.url for base in (*self._known, *self._made.values())}
        held = taken.get(around.base_url) or around.variables.get(around.base_url)
        if not held:
            return Base(around.base_url, origin)
        if around.base_url not in {base.variable for base in self._made.values()} and _same_machine(held, origin):
            self.notes.append(f"{{{{{around.base_url}}}}} stays {held}, although the requests were sent to {origin}.")
            return Base(around.base_url, origin)
        return Base(_other_name(origin, {**taken, **around.variables}), origin)


def _begins(where: Address, under: Sequence[str]) -> bool:
    return list(where.segments[: len(under)]) == list(under)


def _same_machine(one: str, other: str) -> bool:
    return _is_local(one) and _is_local(other)


def _is_local(url: str) -> bool:
    host = address(url).origin.partition("://")[2]
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _other_name(origin: str, taken: Mapping[str, str]) -> str:
    host = origin.partition("://")[2].partition(":")[0]
    name = f"{snake(host)}_url" if not _is_local(origin) else f"local_{origin.rpartition(':')[2]}_url"
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, 1000))) if taken.get(one) in (None, origin))
