"""Ends the work on SIGTERM and SIGHUP as Ctrl-C does: threads and sandboxes end with it, nothing is half-written."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


@contextmanager
def interruptible() -> Iterator[None]:
    """KeyboardInterrupt, whichever of the signals comes."""
    before = {number: signal.signal(number, _interrupt) for number in _ending()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ending() -> list[int]:
    """The signals that end us at once if nobody looks after them; what our caller has switched off stays so."""
    if current_thread() is not main_thread():
        return []
    known = [signal.SIGTERM] + ([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])
    return [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]


def _interrupt(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt
