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


class Everywhere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two texts that stand for the same thing wherever they occur; both become `told`."""

    id: str
    reason: str
    newman: str
    assay: str
    told: str


class Meant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places in named cases at which the sides may differ. `*` in a place stands for anything."""

    id: str
    reason: str
    cases: list[str]
    where: list[str]

    def covers(self, case: str, difference: Difference) -> bool:
        return case in self.cases and any(fits(pattern, difference.where) for pattern in self.where)


class Meanings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    everywhere: list[Everywhere] = []
    meant: list[Meant] = []


def fits(pattern: str, where: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), where) is not None


@cache
def meanings() -> Meanings:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Meanings)


def levelled(value: Any, side: str) -> Any:
    """The value with what stands for the same thing on both sides told in the same words."""
    if isinstance(value, str):
        for one in meanings().everywhere:
            value = re.sub(getattr(one, side), one.told, value)
        return value
    if isinstance(value, dict):
        return {key: levelled(one, side) for key, one in value.items()}
    return [levelled(one, side) for one in value] if isinstance(value, list) else value
