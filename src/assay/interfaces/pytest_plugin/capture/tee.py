"""Keeps the beginning of a body while it streams to the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

KEPT = 1024 * 1024
"""Bytes of a body that are kept."""


class Tee:
    """What a test has read so far: its first KEPT bytes, and how many there were."""

    __slots__ = ("asked", "most", "pieces", "total")

    def __init__(self, most: int = KEPT) -> None:
        self.pieces: list[bytes] = []
        self.total = 0
        self.most = most
        self.asked = False
        """Whether the test has read at all, be it that there was nothing."""

    def add(self, data: bytes) -> None:
        """Bytes as they were handed to the test."""
        if self.total < self.most:
            self.pieces.append(data if self.total + len(data) <= self.most else data[: self.most - self.total])
        self.total += len(data)

    @property
    def data(self) -> bytes:
        """What was kept."""
        return b"".join(self.pieces)

    @property
    def truncated(self) -> bool:
        """Whether there was more."""
        return self.total > self.most


def watched(pieces: Any, tee: Tee) -> Iterator[bytes]:
    """What a generator gives, noted; it is closed with this one, and what it then raises is raised here."""
    tee.asked = True
    try:
        for piece in pieces:
            tee.add(piece)
            yield piece
    finally:
        pieces.close()


async def awatched(pieces: Any, tee: Tee) -> AsyncIterator[bytes]:
    """The same for an asynchronous generator."""
    try:
        async for piece in pieces:
            tee.add(piece)
            yield piece
    finally:
        await pieces.aclose()
