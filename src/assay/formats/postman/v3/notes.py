"""What a reading of v3 files has to say to the person, gathered while it goes on."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

MAX_NOTES = 50


class Notes:
    """Warnings, each once; and the requests that were skipped, counted by kind."""

    def __init__(self) -> None:
        self._warnings: dict[str, None] = {}
        self._skipped: Counter[str] = Counter()

    def warn(self, where: str, what: str) -> None:
        """Say something about a file."""
        self._warnings[f"{where}: {what}"] = None

    def skip(self, kind: str) -> None:
        """Count a request that is not HTTP."""
        self._skipped[kind] += 1

    def sentences(self) -> tuple[str, ...]:
        """All that there is to say, at most MAX_NOTES sentences and one that counts the rest."""
        told = list(self._warnings)
        rest = [f"{len(told) - MAX_NOTES} more warnings about this collection."] if len(told) > MAX_NOTES else []
        return (*told[:MAX_NOTES], *rest, *self._skips())

    def _skips(self) -> list[str]:
        if not self._skipped:
            return []
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(self._skipped.items()))
        return [f"Requests that are not HTTP were skipped: {kinds}."]


class Source(NamedTuple):
    """Where fields come from: the file for the person, the place in the collection for ids, and the notes to add to."""

    where: str
    place: str
    notes: Notes

    def inside(self, index: int) -> Source:
        """The place of a child, for documents that hold the whole collection."""
        return self._replace(place=f"{self.place}/{index}")

    def warn(self, what: str) -> None:
        """Say something about the file."""
        self.notes.warn(self.where, what)
