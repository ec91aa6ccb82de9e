"""The installed `assay stub` as a process of its own."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.cli.command import PROGRAM, environment


class Commanded:
    """A running `assay stub`; its lines up to the one that tells where it is are read."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.rest = ""
        self.code: int | None = None
        assert process.stdout is not None
        for line in process.stdout:
            self.lines.append(line.rstrip())
            if found := re.search(r"(https?://\S+) \(", line):
                self.url = found[1]
                return
        raise AssertionError(f"it did not start: {self.lines} {process.stderr.read() if process.stderr else ''}")

    def end(self, number: int = signal.SIGINT) -> str:
        """End it by a signal; what it says then."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> str:
        """What it says until it ends by itself."""
        self.rest, err = self.process.communicate(timeout=20)
        self.code = self.process.returncode
        assert err == ""
        return self.rest


@contextlib.contextmanager
def commanded(*arguments: object, cwd: Path) -> Iterator[Commanded]:
    """Run it with these arguments, until it listens."""
    with subprocess.Popen(
        [str(PROGRAM), "stub", *map(str, arguments)],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Commanded(process)
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()
