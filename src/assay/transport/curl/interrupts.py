"""Signals that ask us to end, held back while libcurl calls back: what is raised there would be lost and printed."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

Handler = Callable[[int, FrameType | None], object]
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Interrupts:
    """Stands in for the handlers that are installed, and lets them act where an exception is caught.

    In a thread that is not the main one it does nothing: signals are not handled there.
    """

    def __init__(self) -> None:
        self.before: dict[int, Handler] = {}
        self.noted: int | None = None
        self.open = False

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

    def check(self) -> None:
        """Let a signal act that came meanwhile: KeyboardInterrupt, as a rule."""
        if self.noted is not None:
            number, self.noted = self.noted, None
            self.before[number](number, None)

    @contextlib.contextmanager
    def allowed(self) -> Iterator[None]:
        """For a step that may wait (a full pipe, a silent terminal) and whose exceptions are caught."""
        self.open = True
        try:
            self.check()
            yield
        finally:
            self.open = False

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.open:
            self.before[number](number, frame)
        else:
            self.noted = number
