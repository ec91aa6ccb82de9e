"""Wraps methods of classes, once each, and puts back what was there."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

Wrapper = Callable[..., Any]


class Patches:
    """What was wrapped. A method that somebody else has wrapped since is left to them; ours is asleep by then."""

    def __init__(self) -> None:
        self._done: list[tuple[Any, str, Any, Any]] = []
        self._last: list[Callable[[], object]] = []

    def wrap(self, owner: Any, name: str, make: Callable[[Wrapper], Any]) -> bool:
        """Put `make(original)` in the place of what a class or module itself has; False where it has no such thing."""
        original = vars(owner).get(name)
        if original is None:
            return False
        wrapper = make(original)
        if callable(original):
            functools.update_wrapper(wrapper, original)
        self._set(owner, name, original, wrapper)
        return True

    def put(self, owner: Any, name: str, value: Any) -> None:
        """Put a value in the place of an attribute of a class, or beside those that it has."""
        self._set(owner, name, vars(owner).get(name, _ABSENT), value)

    def add(self, owner: Any, name: str, value: Any) -> None:
        """Give a class an attribute that it does not have itself."""
        if isinstance(owner, type) and name not in vars(owner):
            self._set(owner, name, _ABSENT, value)

    def undo(self) -> None:
        """Put everything back, the last first."""
        while self._done:
            owner, name, original, wrapper = self._done.pop()
            if vars(owner).get(name) is not wrapper:
                continue
            if original is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
        while self._last:
            self._last.pop()()

    def at_end(self, step: Callable[[], object]) -> None:
        """What is to be done besides when everything is put back."""
        self._last.append(step)

    def _set(self, owner: Any, name: str, original: Any, value: Any) -> None:
        setattr(owner, name, value)
        self._done.append((owner, name, original, value))


_ABSENT = object()
