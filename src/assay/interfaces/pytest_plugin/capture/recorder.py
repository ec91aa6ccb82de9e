"""Notes the exchanges of the test that runs now, and in which phase and for which fixture each was made."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol

from assay.diverting.routes import ROUTES
from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured, Reader
from assay.interfaces.pytest_plugin.capture.mocks import mocker_of
from assay.interfaces.pytest_plugin.capture.tee import KEPT, Tee

MOST = 400
"""Exchanges of one test that are kept: its first and its last."""
FIRST = 50
MOST_SHARED = 200
"""Exchanges of fixtures that outlive a test: they hold the log-ins, whose secrets later tests send."""


class Frame:
    """A call of an outer layer, and how many exchanges the layers below noted in it.

    Where the outer layer notes what it sends itself, the layers below are to be quiet.
    """

    __slots__ = ("outer", "quiet", "seen")

    def __init__(self, outer: Frame | None, *, quiet: bool) -> None:
        self.outer = outer
        self.quiet = quiet
        self.seen = 0


FRAME: ContextVar[Frame | None] = ContextVar("assay_frame", default=None)


class Replay(Protocol):
    """Answers in the place of a third party."""

    def answer(self, captured: Captured) -> Answer | None:
        """The recorded answer; None where the request is to be sent. Fails the test for one that nobody recorded."""
        ...


class Recorder:
    """One for a run. Where no test runs, nothing is noted."""

    def __init__(self, now: Callable[[], float], clock: Callable[[], float]) -> None:
        self.now = now
        self.clock = clock
        self.test = ""
        """The node id of the test that runs; empty between tests."""
        self.last = ""
        """The node id of the test that ran last."""
        self.phase = ""
        self.fixtures: list[tuple[str, str]] = []
        """Fixtures that are being made now, each with its scope."""
        self.captured: list[Captured] = []
        self.left_out = 0
        """Exchanges of this test that were not kept."""
        self.shared: list[Captured] = []
        self.streams: dict[int, tuple[Any, Tee]] = {}
        """By id, streams that cannot carry a mark, and what takes the bytes that are read of them."""
        self.replay: Replay | None = None
        self.keep = KEPT
        """Bytes of a body that are kept."""
        self._numbers = itertools.count(1)

    def begin(self, test: str) -> None:
        """A test, or another attempt at it, begins."""
        self.test = self.last = test
        self.phase = "setup"
        self.captured = []
        self.left_out = 0
        self.fixtures.clear()
        self.streams.clear()

    def end(self) -> None:
        """The test is over."""
        self.test = self.phase = ""
        self.captured = []
        self.streams.clear()

    def open(self, client: str, method: str, url: str, headers: Any, body: Any) -> Captured | None:
        """An exchange begins; None where no test runs. `headers` is a mapping, or pairs, of texts or bytes."""
        if not self.test:
            return None
        frame = FRAME.get()
        if frame is not None:
            frame.seen += 1
            if frame.quiet:
                return None
        captured = Captured(client, method, url, headers, body, self.now(), self.phase)
        captured.seconds = -self.clock()
        if self.fixtures:
            captured.fixture, captured.scope = self.fixtures[-1]
        self._keep(captured)
        return captured

    def answered(self, captured: Captured, response: Any, reader: Reader) -> None:
        """The head of its answer is here."""
        captured.seconds += self.clock()
        captured.response = response
        captured.reader = reader
        captured.mocked = captured.mocked or _stand_in(captured)

    def failed(self, captured: Captured, problem: BaseException) -> None:
        """There will be no answer."""
        captured.seconds += self.clock()
        captured.error = problem
        captured.mocked = captured.mocked or mocker_of(problem) or _stand_in(captured)

    def tee(self, captured: Captured) -> Tee:
        """What takes the body as the test reads it."""
        captured.tee = Tee(self.keep)
        return captured.tee

    def replayed(self, captured: Captured) -> Answer | None:
        """The answer of a recording, where this request is answered by one."""
        if self.replay is None:
            return None
        answer = self.replay.answer(captured)
        if answer is not None:
            captured.seconds += self.clock()
            captured.mocked = "recording"
            captured.answer = answer
        return answer

    def enter(self, *, quiet: bool = False) -> Frame:
        """An outer layer is called."""
        frame = Frame(FRAME.get(), quiet=quiet)
        FRAME.set(frame)
        return frame

    def leave(self, frame: Frame) -> None:
        """It has returned."""
        FRAME.set(frame.outer)

    def leave_one(self, frame: Frame) -> None:
        """It has returned, and is the same request as the layer around it."""
        self.leave(frame)
        if frame.outer is not None:
            frame.outer.seen += frame.seen

    def forget(self, captured: Captured | None) -> None:
        """It is noted elsewhere."""
        if captured in self.captured:
            self.captured.remove(captured)

    def _keep(self, captured: Captured) -> None:
        kept = self.captured
        captured.number = next(self._numbers)
        if kept:
            kept[-1].lighten(self.keep)
        kept.append(captured)
        if len(kept) > MOST:
            del kept[FIRST]
            self.left_out += 1
        if captured.scope and captured.scope != "function" and len(self.shared) < MOST_SHARED:
            self.shared.append(captured)


def _stand_in(captured: Captured) -> str:
    """What a request was sent to in the place of where it says."""
    return "a stand-in" if ROUTES.any and ROUTES.of(captured.url) is not None else ""
