"""How many bytes all connections of a process may hold between two sockets: large rooms are for when few use them."""

from __future__ import annotations

SMALL = 16 * 1024
"""Bytes that a toxic may hold of a connection when the budget is used up."""


class Budget:
    """Counts what is held, in bytes."""

    def __init__(self, most: int = 128 * 1024 * 1024) -> None:
        self.most = most
        self.held = 0

    @property
    def has_room(self) -> bool:
        """Whether rooms may be large."""
        return self.held < self.most

    def hold(self, size: int) -> None:
        """So many bytes more."""
        self.held += size

    def release(self, size: int) -> None:
        """So many bytes went on, or were dropped."""
        self.held -= size
