"""A long answer through the reader's own pager: PAGER, else less, else none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from assay.interfaces.cli.streams import Output

SPARED = 1
"""Lines that the prompt takes."""


def show(lines: Sequence[str], out: Output, *, paged: bool) -> None:
    """Write the lines, through the pager where they do not fit the terminal."""
    text = "".join(f"{line}\n" for line in lines)
    if not (paged and out.stream.isatty() and _is_long(lines) and _through_pager(text)):
        out.write(text)
        out.flush()


def _is_long(lines: Sequence[str]) -> bool:
    size = shutil.get_terminal_size()
    return len(lines) > size.lines - SPARED


def _through_pager(text: str) -> bool:
    """Whether there was a pager. What it says when it is left early is nobody's business."""
    command = _command()
    if not command:
        return False
    import contextlib
    import subprocess

    environment = {"LESS": "FRX", **os.environ}
    try:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own pager
    except OSError:
        return False
    assert child.stdin is not None
    with contextlib.suppress(OSError):
        child.stdin.write(text.encode("utf-8", "backslashreplace"))
    with contextlib.suppress(OSError):
        child.stdin.close()
    while True:
        try:
            child.wait()
        except KeyboardInterrupt:  # less handles Ctrl-C on its own
            continue
        return True


def _command() -> list[str]:
    wish = os.environ.get("PAGER")
    if wish is not None:
        import shlex

        try:
            return shlex.split(wish)
        except ValueError:
            return []
    less = shutil.which("less")
    return [less, "-FRX"] if less else []
