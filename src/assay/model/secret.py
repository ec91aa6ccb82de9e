"""A value that prints as stars and cannot be written by accident."""

from __future__ import annotations


class Secret:
    """A password, token or key. It has no encoding: a log or report that meets one fails instead of leaking it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
