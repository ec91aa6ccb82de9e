"""One difference, all of them, and the rules by which they are looked for."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Kind = Literal["added", "removed", "changed", "type changed", "moved"]

MOST = 1000
"""Differences that are kept; beyond that they are only counted."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What does not count as a difference."""

    ignore_order: bool = False
    """Arrays hold the same elements in any order."""
    ignore: tuple[str, ...] = ()
    """JSON Pointers (RFC 6901) with `*` for any one name or index, each with all that is below it; or a bare name:
    every field (and header) that is called so, however deep."""
    ignore_volatile: bool = False
    """Values that look as if they were others each time, on both sides: moments, UUIDs, tokens, ids of a request."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One place that differs."""

    pointer: str
    """Where in the first value (for `added`: in the second), as a JSON Pointer; `line 12` in a text."""
    kind: Kind
    before: Any = None
    after: Any = None
    to: str = ""
    """Where in the second value, if that is another place."""


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, in document order, and what was left out by the rules."""

    found: tuple[Difference, ...] = ()
    total: int = 0
    """How many there are; more than `found` holds where there are more than MOST."""
    left_out: tuple[str, ...] = ()
    """Where something differs that does not count; each place once, `*` for any index."""

    @property
    def same(self) -> bool:
        """Nothing differs that counts."""
        return self.total == 0


class Gathering:
    """Differences as they are found."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: list[Difference] = []
        self._total = 0
        self._left_out: dict[str, None] = {}

    def add(self, difference: Difference) -> None:
        """One more."""
        self._total += 1
        if len(self._found) < self._most:
            self._found.append(difference)

    def leave_out(self, pattern: str) -> None:
        """A place where what differs does not count."""
        if len(self._left_out) < self._most:
            self._left_out[pattern] = None

    def all(self) -> Differences:
        """What was found."""
        return Differences(found=tuple(self._found), total=self._total, left_out=tuple(self._left_out))
