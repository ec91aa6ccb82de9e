"""Brings what lanes say side by side into the one order in which they stand: by iteration, then by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
Key = tuple[int, int]


class Sequencer(Generic[T]):
    """Lets the first open lane speak at once and holds back the others until their turn comes.

    `keys` lists every lane in order. Memory is bounded by what the lanes that run ahead have said.
    """

    def __init__(self, keys: Iterable[Key], speak: Callable[[list[T]], None]) -> None:
        self.keys = iter(keys)
        self.speak = speak
        self.held: dict[Key, list[T]] = {}
        self.closed: set[Key] = set()
        self.turn = next(self.keys, None)

    def say(self, key: Key, things: list[T]) -> None:
        """Something from one lane."""
        if key == self.turn:
            self.speak(things)
        else:
            self.held.setdefault(key, []).extend(things)

    def close(self, key: Key) -> None:
        """A lane has said all that it has to say."""
        self.closed.add(key)
        while self.turn is not None and self.turn in self.closed:
            self.closed.remove(self.turn)
            self.turn = next(self.keys, None)
            if self.turn is not None and self.turn in self.held:
                self.speak(self.held.pop(self.turn))

    def finish(self) -> None:
        """Let everything out that is still held, in order: the run was cut short."""
        for key in sorted(self.held):
            self.speak(self.held[key])
        self.held.clear()
