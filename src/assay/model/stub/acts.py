"""What a server of ours can do to a connection: faults and slow answers are programs that yield these."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Send(msgspec.Struct, frozen=True):
    """These bytes, as one write."""

    data: bytes


class Pause(msgspec.Struct, frozen=True):
    """Nothing for so many seconds."""

    seconds: float


class Reset(msgspec.Struct, frozen=True):
    """The connection ends with a TCP reset."""


class Close(msgspec.Struct, frozen=True):
    """The connection ends in order; what was sent is delivered first."""


class HalfClose(msgspec.Struct, frozen=True):
    """No more is sent, but what comes is still read."""


class Hold(msgspec.Struct, frozen=True):
    """The connection stays open in silence until the client leaves or the server's longest time is over."""


Act = Send | Pause | Reset | Close | HalfClose | Hold
Acts = Iterator[Act]
