"""Signals that ask us to end, held back while libcurl works: what is raised in its callbacks would be lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

Handler = Callable[[int, FrameType | None], object]
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts:
    """Stands in for the handlers that are installed, and calls them as soon as what they raise can be caught.

    In a thread that is not the main one it does nothing: signals are not handled there.
    """

    def __init__(self) -> None:
        self.before: dict[int, Handler] = {}
        self.noted: int | None = None
        self.holding = False

    def __enter__(self) -> Interrupts:
        for number in ENDING:
            with contextlib.suppress(ValueError):
                found = signal.getsignal(number)
                if callable(found):
                    signal.signal(number, self._note)
                    self.before[number] = found
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)
        self.before.clear()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """For a call into libcurl, or more that must not be torn; a signal that came meanwhile acts after all of it."""
        before, self.holding = self.holding, True
        try:
            yield
        finally:
            self.holding = before
        if not before:
            self._act()

    @contextlib.contextmanager
    def allowed(self) -> Iterator[None]:
        """For a step of ours inside such a call, which may wait (a full pipe) and whose exceptions are caught."""
        self.holding = False
        try:
            self._act()
            yield
        finally:
            self.holding = True

    def _act(self) -> None:
        if self.noted is not None:
            number, self.noted = self.noted, None
            self.before[number](number, None)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.holding:
            self.noted = number
        else:
            self.before[number](number, frame)
