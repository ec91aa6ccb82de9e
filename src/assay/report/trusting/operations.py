"""The guarded places of answers, gathered by operation and status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assay.model.event import Guarded

_HARMS = ("high", "medium", "low")


class Row(NamedTuple):
    """An operation and status, and how many harmful changes of its answers are noticed."""

    operation: str
    status: int
    noticed: int
    total: int
    missed: tuple[Guarded, ...]
    """Its places of which something is missed, the most harmful first."""

    @property
    def strength(self) -> float:
        """The share that is noticed."""
        return self.noticed / max(1, self.total)


def rows(fields: Sequence[Guarded]) -> list[Row]:
    """One for each operation and status, the least guarded first."""
    groups: dict[tuple[str, int], list[Guarded]] = {}
    for one in fields:
        groups.setdefault((one.operation, one.status), []).append(one)
    return sorted((_row(key, found) for key, found in groups.items()), key=lambda row: (row.strength, -row.total))


def _row(key: tuple[str, int], found: list[Guarded]) -> Row:
    noticed = sum(len(one.noticed) for one in found)
    missed = sorted((one for one in found if one.missed), key=lambda one: (_HARMS.index(one.harm), one.strength))
    return Row(*key, noticed, noticed + sum(len(one.missed) for one in found), tuple(missed))


def places(row: Row, most: int) -> str:
    """`/id null, removed; /name null`: what nobody notices, as far as there is room."""
    shown = [f"{one.where} {', '.join(one.missed)}" for one in row.missed[:most]]
    more = f"; and {len(row.missed) - most:,} more" if len(row.missed) > most else ""
    return "; ".join(shown) + more
