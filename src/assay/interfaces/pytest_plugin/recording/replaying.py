"""Answers from the recording of the test that runs, each once; a request that nobody recorded fails the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assay.interfaces.pytest_plugin.capture.captured import Answer, Captured
from assay.interfaces.pytest_plugin.recording.entry import Asked, Entry, differing, nearest, same
from assay.interfaces.pytest_plugin.recording.file import place, read
from assay.interfaces.pytest_plugin.recording.hosts import is_third_party
from assay.report.clean import cut, line


class Replaying:
    """One for a run."""

    def __init__(
        self, folder: Path, hosts: tuple[str, ...], parts: tuple[str, ...], mask: Callable[[Captured], Asked]
    ) -> None:
        self._folder = folder
        self._hosts = hosts
        self._parts = parts
        self._mask = mask
        self._path = folder
        self._left: list[Entry] | None = None
        self._used: list[Entry] = []
        self._test = ""
        self.unmatched: list[str] = []
        """What went wrong in the test that runs, where its own code may have swallowed it."""

    def begin(self, test: str) -> None:
        """A test, or another attempt at it, begins."""
        self._test = test
        self._path = place(self._folder, test)
        self._left = None
        self._used = []
        self.unmatched = []

    def answer(self, captured: Captured) -> Answer | None:
        """The recorded answer; None for a host that is no third party. Fails the test where none was recorded."""
        __tracebackhide__ = True
        if not is_third_party(captured.url, self._hosts):
            return None
        asked = self._mask(captured)
        left = self._entries()
        for entry in left:
            if same(asked, entry.asked, self._parts):
                left.remove(entry)
                self._used.append(entry)
                return entry.answer
        self.unmatched.append(self._told(asked))
        pytest.fail(self.unmatched[-1], pytrace=False)

    def unused(self) -> list[str]:
        """What was recorded for this test, and not asked for."""
        return [f"{one.asked.method} {line(cut(one.asked.url, 200))}" for one in self._entries()]

    def _entries(self) -> list[Entry]:
        if self._left is None:
            self._left = read(self._path)
        return self._left

    def _told(self, asked: Asked) -> str:
        request = f"{asked.method} {line(cut(asked.url, 300))}"
        if any(same(asked, one.asked, self._parts) for one in self._used):
            return f"{request} was recorded, and has been asked for more often than that, in {self._path}"
        near = nearest(asked, self._entries() or self._used, self._parts)
        if near is None:
            return f"{request}: nothing is recorded for this test, in {self._path}; record it with --assay-record"
        lines = [f"{request} is not recorded in {self._path}"]
        lines.append(f"  the nearest is {near.asked.method} {line(cut(near.asked.url, 300))}; what differs:")
        lines += [f"    {told}" for told in differing(asked, near.asked, self._parts)[:10]]
        return "\n".join(lines)
