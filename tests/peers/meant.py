"""The differences that are meant, read from one file, each with its reason and its exact scope."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from .compare import Difference

FILE = Path(__file__).parent / "meant.toml"


class Same(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two texts that stand for the same thing wherever they occur; both become `told`.

    `proven` names a case that would differ without this rule.
    """

    id: str
    reason: str
    newman: str
    assay: str
    told: str
    proven: str

    def level(self, value: Any, side: str) -> Any:
        if isinstance(value, str):
            return re.sub(getattr(self, side), self.told, value)
        if isinstance(value, dict):
            return {key: self.level(one, side) for key, one in value.items()}
        return [self.level(one, side) for one in value] if isinstance(value, list) else value


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A header of requests whose place among the others does not count. `proven` is as above."""

    id: str
    reason: str
    header: str
    proven: str

    def level(self, value: Any, _side: str) -> Any:
        start = self.header.lower() + ":"
        requests = [
            one | {"headers": sorted(one["headers"], key=lambda line: not line.lower().startswith(start))}
            for one in value["requests"]
        ]
        return value | {"requests": requests}


class Meant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places in named cases at which the sides may differ. `*` in a place stands for anything."""

    id: str
    reason: str
    cases: list[str]
    where: list[str]

    def covers(self, difference: Difference) -> bool:
        return any(fits(pattern, difference.where) for pattern in self.where)


class Meanings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    same: list[Same] = []
    place: list[Place] = []
    meant: list[Meant] = []

    @property
    def rules(self) -> list[Same | Place]:
        return [*self.same, *self.place]


def fits(pattern: str, where: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), where) is not None


@cache
def meanings() -> Meanings:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Meanings)


def levelled(value: Any, side: str, *, without: str = "") -> Any:
    """An outcome in plain values, told in the same words on both sides; one rule may be left out."""
    for rule in meanings().rules:
        value = value if rule.id == without else rule.level(value, side)
    return value
