"""Writes what was sent by hand into its log, masked, as it happens."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from assay.app.exploring.keeping import Ending, begun, over, told
from assay.model.event import AnyEvent, Record
from assay.model.explanation import Explanation
from assay.model.transfer import Carried
from assay.record.history.keeping import Place, begin, kept_key, settle
from assay.record.log import LogWriter
from assay.record.masking import Masker
from assay.runtime.recorder import Recorder


class Diary:
    """The log of one command. Where none can be written, `warning` says why, and the reports are made all the same."""

    def __init__(self, place: Place, *, new_id: Callable[[], str], secrets: Iterable[str]) -> None:
        self.warning = place.warning
        self.path = place.log
        self.writer = LogWriter(place.log or Path(os.devnull))  # which gives nothing back, so it is kept aside
        masker = Masker(place.key)
        masker.add(secrets)
        self.recorder = Recorder(now=time.time, masker=masker, sinks=(self.writer.append,))
        self.new_id = new_id
        self.began = time.perf_counter()
        self.count = 0

    def begin(self, target: str, command: str, environment: str) -> None:
        """The command begins; `target` is its first URL."""
        self._add(begun(self.new_id(), target, command, environment))

    def add(self, carried: Carried, explanations: tuple[Explanation, ...]) -> None:
        """A transfer is over."""
        self._add(told(carried, explanations, self.count, self.new_id))
        self.count += 1

    def end(self, ending: Ending, error: str = "") -> None:
        """The command is over."""
        self._add(over(ending, time.perf_counter() - self.began, error))
        self.writer.close()
        if self.path is not None:
            settle(self.path)

    def leave(self) -> None:
        """A command that sent nothing leaves no log."""
        if self.path is not None and self.count == 0:
            self.path.unlink(missing_ok=True)

    def records(self) -> Iterator[Record]:
        """What was written, again."""
        return self.writer.records()

    def masked(self, text: str) -> str:
        """A text for a person, without the secrets that are known by now."""
        return self.recorder.masker.text(text)

    def _add(self, events: Iterable[AnyEvent]) -> None:
        self.recorder.pass_on([Record(at=self.recorder.now(), event=event) for event in events])


def place_for(home: Path, log: str | None, *, history: bool) -> Place:
    """Where the log goes: the file that was named, the history, or nowhere."""
    if log is not None:
        return Place(key=kept_key(home) or os.urandom(32), log=Path(log))
    if history:
        return begin(home, now=time.time(), draw=os.urandom)
    return Place(key=os.urandom(32), log=None)
