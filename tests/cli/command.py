"""Runs the installed `assay` as a person does, and holds each run to what must be true of every run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = Path(sys.executable).with_name("assay.exe" if os.name == "nt" else "assay")
PATIENCE = 60.0
"""Seconds after which a run is taken for one that hangs."""
TRACES = re.compile(
    r"Traceback \(most recent call last\)|Exception ignored|was never awaited|was never retrieved|<[\w.]+ object at 0x"
    r"|Task was destroyed|ResourceWarning|^\s+at .+\(.+:\d+:\d+\)$|node:internal",
    re.MULTILINE,
)
"""What no person is ever to see."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


class Ran(NamedTuple):
    """A run that is over."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def said(self) -> str:
        """All that was printed."""
        return self.out + self.err


def environment(**more: str) -> dict[str, str]:
    """The environment of a run: nothing of the developer's own settings, proxies or colours."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "LANG") if name in os.environ}
    return {**kept, "PYTHONWARNINGS": "default", **more}


def assay(
    *args: object, cwd: Path, env: Mapping[str, str] | None = None, patience: float = PATIENCE, text: str | None = None
) -> Ran:
    """Run a command line to its end; any trace of our own insides in its output fails the test."""
    began = time.monotonic()
    done = subprocess.run(
        [str(PROGRAM), *map(str, args)],
        cwd=cwd,
        env=environment(**(env or {})),
        input=None if text is None else text.encode(),
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        timeout=patience,
        check=False,
    )
    ran = Ran(
        done.returncode,
        done.stdout.decode("utf-8", "surrogateescape"),
        done.stderr.decode("utf-8", "surrogateescape"),
        time.monotonic() - began,
    )
    check(ran)
    return ran


def opened(*args: object, cwd: Path, env: Mapping[str, str], **streams: Any) -> subprocess.Popen[bytes]:
    """A command line under way, in a session of its own."""
    return subprocess.Popen(
        [str(PROGRAM), *map(str, args)],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
    )


@contextmanager
def started(*args: object, cwd: Path, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A command line under way; whatever is left of it is ended with the test."""
    process = opened(*args, cwd=cwd, env=environment(**(env or {})))
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def ended(process: subprocess.Popen[bytes], patience: float = PATIENCE) -> Ran:
    """How a started run ended."""
    began = time.monotonic()
    out, err = process.communicate(timeout=patience)
    ran = Ran(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"), time.monotonic() - began)
    check(ran)
    return ran


def check(ran: Ran) -> None:
    """What holds for the output of every command."""
    trace = TRACES.search(ran.said)
    assert trace is None, f"shows our insides: {ran.said[-3000:]}"
    assert ran.code != 70, f"a bug of ours: {ran.said}"


def sentence(ran: Ran, *words: str, code: int = 2) -> None:
    """A complaint of one to three lines that holds these words."""
    lines = ran.err.strip().splitlines()
    assert ran.code == code, ran
    assert 1 <= len(lines) <= 3, ran.err
    assert lines[0].startswith("error: "), ran.err
    assert max(map(len, lines)) < 400, ran.err
    for word in words:
        assert word in ran.err, f"{word!r} is not in: {ran.err}"


def clean(text: str) -> None:
    """No control character, no escape, nothing that turns a line around."""
    found = CONTROL.search(text)
    assert found is None, f"{found[0]!r} at {found.start()}: {text[max(0, found.start() - 60) : found.end() + 60]!r}"
