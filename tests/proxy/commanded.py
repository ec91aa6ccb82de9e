"""The installed `assay proxy` as a process of its own."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.cli.command import PROGRAM, environment


class Commanded:
    """A running `assay proxy`; its first lines are read."""

    def __init__(self, process: subprocess.Popen[str], lines: list[str]) -> None:
        self.process = process
        self.lines = lines
        self.rest = ""
        self.code: int | None = None

    def port(self, name: str) -> int:
        """Where a proxy, or `control`, listens."""
        for line in self.lines:
            if found := re.match(rf"{name}: \S*?:(\d+)(?: ->|$)", line):
                return int(found[1])
        raise AssertionError(f"nothing is said of {name}: {self.lines}")

    def end(self, number: int = signal.SIGINT) -> str:
        """End it by a signal; what it says then."""
        self.process.send_signal(number)
        self.rest, err = self.process.communicate(timeout=20)
        self.code = self.process.returncode
        assert err == ""
        return self.rest


@contextlib.contextmanager
def commanded(*arguments: str, cwd: Path, lines: int = 1) -> Iterator[Commanded]:
    """Run it with these arguments, and read so many lines."""
    with subprocess.Popen(
        [str(PROGRAM), "proxy", *arguments],
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield Commanded(process, [process.stdout.readline().strip() for _ in range(lines)])
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()
