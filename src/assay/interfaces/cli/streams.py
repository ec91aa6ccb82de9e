"""Standard output and error as they may be: closed, full, or read by somebody who has left."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from types import FrameType
from typing import TextIO

from assay.model.errors import UsageError


def open_all() -> None:
    """Give each standard stream something to stand on, so that no socket or log gets its number (`>&-`).

    Text that the stream's encoding lacks is written as escapes.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest free number, which is this one
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            stream = open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as we are
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)  # where Python looks for what it has to keep
    if sys.stdin is None:
        sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    for opened in (sys.stdout, sys.stderr):
        if isinstance(opened, TextIOWrapper):
            opened.reconfigure(errors="backslashreplace")


def mute(stream: TextIO) -> None:
    """Let what is still written to a stream go nowhere, also what Python writes while it shuts down."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class Output:
    """A stream that is written to for as long as it takes anything. Never raises: `problem` says what it died of.

    `closed` is called once, when whoever read it has gone; that is no problem.
    """

    def __init__(self, stream: TextIO, closed: Callable[[], None] = lambda: None) -> None:
        self.stream = stream
        self.problem = ""
        self._closed = closed
        self._gone = False

    def write(self, text: str) -> None:
        """Some text."""
        self._try(lambda: self.stream.write(text))

    def flush(self) -> None:
        """Everything so far, to whoever reads it."""
        self._try(self.stream.flush)

    def finish(self) -> None:
        """Everything so far. Raises UsageError where the stream did not take all of it: a full disk is no success."""
        self.flush()
        if self.problem:
            raise UsageError(self.problem)

    def _try(self, step: Callable[[], object]) -> None:
        if self._gone:
            return
        try:
            step()
        except BrokenPipeError:
            self._end()
            self._closed()
        except OSError as problem:
            self._end()
            self.problem = f"standard output cannot be written: {problem.strerror or problem}"

    def _end(self) -> None:
        self._gone = True
        mute(self.stream)


def settle() -> bool:
    """Write out what is buffered; whether all of it could be."""
    whole = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            mute(stream)
            whole = False
    return whole


STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def end_on_signals() -> None:
    """Let every signal that asks us to end do what Ctrl-C does; ignored ones stay ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    listen(stop)


def listen(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """Handle the signals that ask us to end, where we may: not in a thread."""
    for number in STOPPING:
        with contextlib.suppress(ValueError):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)


@contextlib.contextmanager
def finishing() -> Iterator[Callable[[], bool]]:
    """What is being written is written to its end when we are asked to end once; asked again, we end at once.

    Gives a function that tells whether we were asked.
    """
    asked: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        del frame
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    listen(note)
    try:
        yield lambda: bool(asked)
    finally:
        end_on_signals()
