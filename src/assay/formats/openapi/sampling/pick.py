"""Choices that look like chance and are none: the same seed and place give the same choice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Pick(NamedTuple):
    """What choices are drawn from. Seed 0 takes the first of everything."""

    seed: int
    place: str = ""

    def below(self, key: object) -> Pick:
        """The choices for a part of the value."""
        return Pick(self.seed, f"{self.place}/{key}")

    def number(self, stop: int) -> int:
        """A whole number, 0 <= n < stop."""
        if not self.seed or stop <= 1:
            return 0
        digest = hashlib.sha256(f"{self.seed}\0{self.place}".encode("utf-8", "replace")).digest()
        return int.from_bytes(digest[:8], "big") % stop

    def one(self, values: Sequence[T]) -> T:
        """One of some values."""
        return values[self.number(len(values))]

    def hex(self, length: int) -> str:
        """Hexadecimal digits."""
        return hashlib.sha256(f"{self.seed}\0{self.place}".encode("utf-8", "replace")).hexdigest()[:length]
