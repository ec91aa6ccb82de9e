"""Keeps a process tree for exactly as long as its own parent lives: `python -m assay.runtime.keeper COMMAND…`.

The parent holds the other end of our standard input. When that closes, by good order or by kill -9, everything that
the command started is ended, also what has moved to a session of its own (Linux: we adopt orphans).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

import psutil

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): orphans below us become our children instead of init's."""
GRACE = 0.6
"""Seconds between asking the tree to end and making it."""


def main(command: Sequence[str]) -> int:
    """Run the command; its exit code, or 127 when it cannot be started."""
    adopt_orphans()
    try:
        # S603: the command is the user's own, from assay.toml
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603
    except OSError as problem:
        sys.stderr.write(f"cannot start {command[0]}: {problem.strerror}\n")
        return 127
    threading.Thread(target=end_with_parent, daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end_all())
    code = child.wait()
    end_tree()
    return code if code >= 0 else 128 - code


def adopt_orphans() -> None:
    """On Linux, become the parent of whatever loses its own below us."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent() -> None:
    """Wait for the end of standard input, then end everything."""
    while os.read(0, 1024):
        pass
    end_all()


def end_all() -> None:
    """End the tree and ourselves."""
    end_tree()
    os._exit(0)


def end_tree() -> None:
    """Ask every descendant to end, then make it."""
    with contextlib.suppress(psutil.Error):
        tree = psutil.Process().children(recursive=True)
        for process in tree:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        _, alive = psutil.wait_procs(tree, timeout=GRACE)
        for process in [*alive, *psutil.Process().children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
