"""Keeps the beginning of a body while it streams to the test."""

from __future__ import annotations

KEPT = 1024 * 1024
"""Bytes of a body that are kept."""


class Tee:
    """What a test has read so far: its first KEPT bytes, and how many there were."""

    __slots__ = ("most", "pieces", "total")

    def __init__(self, most: int = KEPT) -> None:
        self.pieces: list[bytes] = []
        self.total = 0
        self.most = most

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
