"""A child process must not outlive its parent, even where it never looks up and the parent is killed with -9.

The child holds the read end of a pipe that nobody writes to. On Linux the kernel is asked to send SIGKILL to the child
when that pipe changes, and it changes when the last write end closes: when the parent ends, however it ends. Elsewhere
the end of the child's standard input has to do, which a script in an endless loop does not notice.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import TracebackType


class Leash:
    """A pipe whose end is the child's end: pass `fd` to the child, `tie` it, and `close` when the child is gone."""

    def __init__(self) -> None:
        self.fd, self._held = os.pipe()

    def __enter__(self) -> Leash:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.fd)
        if error is not None:
            self.close()

    def tie(self, pid: int) -> None:
        """Let the child with this id be killed when our end closes."""
        if sys.platform == "linux":
            import fcntl

            # A child that has ended meanwhile needs no leash.
            with contextlib.suppress(ProcessLookupError):
                fcntl.fcntl(self.fd, fcntl.F_SETOWN, pid)
                fcntl.fcntl(self.fd, fcntl.F_SETSIG, signal.SIGKILL)
                fcntl.fcntl(self.fd, fcntl.F_SETFL, fcntl.fcntl(self.fd, fcntl.F_GETFL) | fcntl.FASYNC)

    def close(self) -> None:
        """Let go: whatever still lives at the other end is killed."""
        os.close(self._held)
