"""Lets one thread at a time run our Python, and all of them wait for their sandboxes together.

Python's parser counts its depth for all threads at once in CPython 3.11: two that parse side by side may end in a
SystemError. Nothing is lost by turns, as one thread at a time runs Python anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any

from assay.model.http import Response
from assay.promote.scripts.proof import Judge, Verdict

TURN = Lock()
"""Held by whoever translates or judges in Python."""


STOPPED = Event()
"""Set when the whole has been interrupted: every thread then ends at its next question."""


class StoppedError(Exception):
    """Ends a thread; nobody waits for its result any more."""


@contextmanager
def stopping_all() -> Iterator[None]:
    """Whatever ends the block early ends the threads that it waits for."""
    STOPPED.clear()
    try:
        yield
    except BaseException:
        STOPPED.set()
        raise


class Waiting:
    """A judge; whoever asks it holds the turn, and gives it to others while it waits for the verdicts."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def __call__(self, script: str, responses: Sequence[Response], variables: Mapping[str, Any]) -> Sequence[Verdict]:
        """One verdict for each answer, in order."""
        if STOPPED.is_set():
            raise StoppedError
        TURN.release()
        try:
            return self._judge(script, responses, variables)
        finally:
            TURN.acquire()
