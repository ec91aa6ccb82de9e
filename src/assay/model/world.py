"""Time, chance and names from outside, as arguments: what keeps the pure rooms repeatable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec

T = TypeVar("T")


class Chance(Protocol):
    """A source of randomness; `random.Random` is one."""

    def random(self) -> float:
        """A float in [0, 1)."""
        ...

    def randrange(self, start: int, stop: int, /) -> int:
        """A whole number, start <= n < stop."""
        ...

    def choice(self, seq: Sequence[T], /) -> T:
        """One element."""
        ...

    def getrandbits(self, k: int, /) -> int:
        """A whole number of k random bits."""
        ...

    def randbytes(self, n: int, /) -> bytes:
        """n random bytes."""
        ...


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What a program may know of the moment: the clock (seconds since the epoch) and randomness."""

    now: Callable[[], float]
    chance: Chance

    def uuid(self) -> str:
        """A random UUID (RFC 9562, version 4)."""
        bits = self.chance.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | (4 << 76) | (2 << 62)
        text = f"{bits:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
