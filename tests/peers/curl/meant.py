"""The differences that are meant, read from one file, each with its reason and its exact scope."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from .compare import Difference

FILE = Path(__file__).parent / "meant.toml"


class Same(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two texts that stand for the same thing wherever they occur; both become `told`. `proven` names a case."""

    id: str
    reason: str
    curl: str
    assay: str
    told: str
    proven: str

    def level(self, value: Any, side: str) -> Any:
        if isinstance(value, str):
            return re.sub(getattr(self, side), self.told, value)
        if isinstance(value, dict):
            return {key: self.level(one, side) for key, one in value.items()}
        return [self.level(one, side) for one in value] if isinstance(value, list) else value


class Meant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places in named cases (`*` stands for anything) at which the sides may differ, there and nowhere else."""

    id: str
    reason: str
    cases: list[str]
    where: list[str]

    def covers(self, difference: Difference) -> bool:
        return any(fits(pattern, difference.where) for pattern in self.where)


class Meanings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    same: list[Same] = []
    meant: list[Meant] = []


def fits(pattern: str, where: str) -> bool:
    """`*` stands for anything; brackets are brackets."""
    return fnmatchcase(where, pattern.replace("[", "[[]"))


@cache
def meanings() -> Meanings:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Meanings)


def levelled(value: Any, side: str, *, without: str = "") -> Any:
    """An outcome told in the same words on both sides; one rule may be left out."""
    for rule in meanings().same:
        value = value if rule.id == without else rule.level(value, side)
    return value
