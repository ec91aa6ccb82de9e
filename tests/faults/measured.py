"""Runs a command and measures the memory of its whole process tree while it goes on."""

from __future__ import annotations

import contextlib
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.cli.command import Ran, check, environment, opened

MEGABYTE = 1 << 20
LIMIT = 600 * MEGABYTE
"""What a whole tree may take, whatever it meets."""


class Measured(NamedTuple):
    """A run that is over, and the most memory that it had."""

    ran: Ran
    peak: int


def measured(*args: object, cwd: Path, patience: float = 60.0) -> Measured:
    """Run `assay` with these arguments; look at its tree twenty times a second."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = opened(*args, cwd=cwd, env=environment(), stdout=out, stderr=err)
        peak, began = 0, time.monotonic()
        while process.poll() is None:
            peak = max(peak, tree(process.pid))
            if time.monotonic() - began > patience:
                process.kill()
                raise AssertionError(f"still running after {patience} s: {args}")
            time.sleep(0.05)
        seconds = time.monotonic() - began
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "surrogateescape"))
    ran = Ran(process.returncode, *texts, seconds)
    check(ran)
    assert peak < LIMIT, f"{peak // MEGABYTE} MB"
    return Measured(ran, peak)


def tree(pid: int) -> int:
    """Bytes of physical memory of a process and all below it."""
    total = 0
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
    return total
