"""What a server refused: the latest ones kept with their sentence, all of them counted by kind."""

from __future__ import annotations

from collections import Counter, deque

import msgspec


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was not served."""

    at: float
    """Seconds since 1970."""
    client: str
    connection: int
    """Counted from 1; 0 where there was none yet."""
    kind: str
    """A short name: `malformed`, `smuggling`, `head-too-long`, `body-too-long`, `too-many-connections`, `too-slow`,
    `out-of-memory`, `handler-failed`, `tls`."""
    what: str
    """One sentence."""


class Refusals:
    """The latest refusals in order, and how many there were of each kind."""

    def __init__(self, most: int) -> None:
        self.latest: deque[Refusal] = deque(maxlen=most)
        self.counts: Counter[str] = Counter()

    def add(self, refusal: Refusal) -> None:
        """Keep one; the oldest gives way."""
        self.latest.append(refusal)
        self.counts[refusal.kind] += 1

    @property
    def total(self) -> int:
        """How many there were, those included that are no longer kept."""
        return self.counts.total()

    def sentence(self) -> str:
        """All of them in one line for a person; empty where nothing was refused."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.counts.most_common())
        return f"refused: {kinds}" if kinds else ""
