"""The differences that are meant, read from one file, each with its reason and its exact scope."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from .compare import Difference

FILE = Path(__file__).parent / "meant.toml"
By = Literal["libcurl", "tool", "assay"]


class Same(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two texts that stand for the same thing wherever they occur; both become `told`. `proven` names a case."""

    id: str
    by: By
    reason: str
    curl: str
    assay: str
    told: str
    proven: str

    def level(self, value: Any, side: str, _case: str) -> Any:
        if isinstance(value, str):
            return re.sub(getattr(self, side), self.told, value)
        if isinstance(value, dict):
            return {key: self.level(one, side, _case) for key, one in value.items()}
        return [self.level(one, side, _case) for one in value] if isinstance(value, list) else value


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Header lines that begin so, whose place among the others does not count. `proven` is as above."""

    id: str
    by: By
    reason: str
    header: str
    proven: str

    def level(self, value: Any, _side: str, _case: str) -> Any:
        start = self.header.lower()
        return with_headers(value, lambda lines: sorted(lines, key=lambda line: line.lower().startswith(start)))


class Without(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A header line that counts on neither side in these cases."""

    id: str
    by: By
    reason: str
    header: str
    cases: list[str]

    def level(self, value: Any, _side: str, case: str) -> Any:
        if case not in self.cases:
            return value
        return with_headers(value, lambda lines: [line for line in lines if line != self.header])


class Meant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places in named cases (`*` stands for anything) at which the sides may differ, there and nowhere else."""

    id: str
    by: By
    reason: str
    cases: list[str]
    where: list[str]

    def covers(self, difference: Difference) -> bool:
        return any(fits(pattern, difference.where) for pattern in self.where)


class Meanings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    same: list[Same] = []
    place: list[Place] = []
    without: list[Without] = []
    meant: list[Meant] = []

    @property
    def rules(self) -> list[Same | Place | Without]:
        return [*self.same, *self.place, *self.without]

    @property
    def all(self) -> list[Same | Place | Without | Meant]:
        return [*self.rules, *self.meant]


def with_headers(value: Any, change: Any) -> Any:
    """An outcome whose requests have other headers."""
    if "connections" not in value:
        return value
    connections = [
        one | {"requests": [asked | {"headers": change(asked.get("headers", []))} for asked in one["requests"]]}
        for one in value["connections"]
    ]
    return value | {"connections": connections}


def fits(pattern: str, where: str) -> bool:
    """`*` stands for anything; brackets are brackets."""
    return fnmatchcase(where, pattern.replace("[", "[[]"))


@cache
def meanings() -> Meanings:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Meanings)


def levelled(value: Any, side: str, case: str, *, without: str = "") -> Any:
    """An outcome told in the same words on both sides; one rule may be left out."""
    for rule in meanings().rules:
        value = value if rule.id == without else rule.level(value, side, case)
    return value
