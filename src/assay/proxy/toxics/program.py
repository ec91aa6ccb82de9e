"""How a toxic is written: a program that takes what came, waits, and says what goes on.

A program knows no clock and no socket. It yields one of the steps below and gets back what arrived where it asked for
that; `assay.proxy.stage` carries the steps out on a live connection. Times are seconds on the clock that stamps chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from random import Random
from typing import Any, Literal

import msgspec


class Chunk(msgspec.Struct, frozen=True):
    """Bytes on their way."""

    data: bytes
    at: float
    """When they arrived at the proxy, plus what latency was put on them since: delays of a chain add up by it."""
    taken: float
    """When the toxic got them."""


class Take(msgspec.Struct, frozen=True):
    """What comes next: a Chunk, the End of the stream, or Late where nothing came for so many seconds."""

    within: float | None = None


class Send(msgspec.Struct, frozen=True):
    """These bytes go on. Waits while the receiver takes nothing; where the toxic is changed or taken away meanwhile,
    `rest` goes on after them."""

    data: bytes
    at: float
    rest: bytes = b""


class Wait(msgspec.Struct, frozen=True):
    """Nothing until then. Where the toxic is changed or taken away meanwhile, `unsent` goes on at once."""

    until: float
    unsent: bytes = b""


class Finish(msgspec.Struct, frozen=True):
    """The stream ends here in order, and the other direction goes on."""


class Cut(msgspec.Struct, frozen=True):
    """The connection ends in both directions; what went on before is delivered."""


class Reset(msgspec.Struct, frozen=True):
    """The connection ends in both directions with a TCP reset."""


class Stall(msgspec.Struct, frozen=True):
    """Nothing is taken and nothing goes on until the toxic is changed or taken away."""


class End(msgspec.Struct, frozen=True):
    """The sender has ended the stream; a later Take gives this again."""

    taken: float


class Late(msgspec.Struct, frozen=True):
    """Nothing came in time."""

    taken: float


How = Literal["end", "cut", "reset"]
"""The end of one direction, of the connection in order, of the connection by a TCP reset."""
Step = Take | Send | Wait | Finish | Cut | Reset | Stall
Program = Generator[Step, "Chunk | End | Late", None]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The attributes of a toxic, by the names that the control interface gives them; whole numbers."""


class Memory(msgspec.Struct):
    """What a toxic keeps of a connection while its settings are changed."""

    random: Random
    passed: int = 0
    """Bytes that went on."""


class Toxic(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of toxic."""

    name: str
    summary: str
    """What it does to a connection, for a person."""
    settings: type[Settings]
    run: Callable[[Any, Memory], Program]
    """Settings of that type and the memory of this connection to a program."""
    room: int = 64 * 1024
    """Bytes that may wait before it, per connection; more than that holds the sender back."""
    cuts_when_removed: bool = False
