"""Writes what third parties answered to a test, without any secret that is known when the test is over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assay.interfaces.pytest_plugin import masking
from assay.interfaces.pytest_plugin.capture.captured import Captured
from assay.interfaces.pytest_plugin.capture.exchanging import exchange_of
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.recording.entry import Asked, asked_of, entry_of
from assay.interfaces.pytest_plugin.recording.file import place, write
from assay.interfaces.pytest_plugin.recording.hosts import is_third_party

LARGEST = 16 * 1024 * 1024


def record(
    folder: Path, test: str, recorder: Recorder, hosts: tuple[str, ...], secrets: Sequence[str], *, passed: bool
) -> int | None:
    """Write the test's file; how many were written. None where the test had something to record and did not pass."""
    wanted = [one for one in recorder.captured if _is_wanted(one, hosts)]
    path = place(folder, test)
    if not passed:
        return None if wanted else 0
    masker = masking.StarMasker(b"")
    masker.add(secrets)
    masking.learn(masker, (exchange_of(one) for one in (*recorder.shared, *recorder.captured)))
    safe = masking.masked(masker, [exchange_of(one, LARGEST) for one in wanted])
    entries = [entry for exchange in safe if (entry := entry_of(exchange)) is not None]
    write(path, test, entries)
    return 1 if entries else 0


def _is_wanted(captured: Captured, hosts: tuple[str, ...]) -> bool:
    return not captured.mocked and not captured.in_process and is_third_party(captured.url, hosts)


def asked(captured: Captured, secrets: Sequence[str]) -> Asked:
    """A request as it would have been recorded."""
    masker = masking.StarMasker(b"")
    masker.add(secrets)
    return asked_of(masking.masked(masker, [exchange_of(captured, LARGEST)])[0])
