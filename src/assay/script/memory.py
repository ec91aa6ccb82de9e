"""How much physical memory a process has, and how much it may have."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assay.script.limits import Limits

if sys.platform == "linux":
    import resource

    _PAGE = os.sysconf("SC_PAGE_SIZE")

    def resident(pid: int) -> int:
        """Bytes in physical memory; 0 for a process that has ended."""
        try:
            return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
        except (OSError, IndexError):
            return 0

    def confine(pid: int, limits: Limits) -> None:
        """Bound a running process's data, buffers outside its heap too, and keep it from leaving a core file."""
        try:
            resource.prlimit(pid, resource.RLIMIT_DATA, (limits.data, limits.data))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
        except ProcessLookupError:
            return  # it has ended already, and whoever waits for it learns why

else:
    import psutil

    def resident(pid: int) -> int:
        """Bytes in physical memory; 0 for a process that has ended."""
        try:
            return int(psutil.Process(pid).memory_info().rss)
        except psutil.Error:
            return 0

    def confine(pid: int, limits: Limits) -> None:
        """Nothing: there is no such bound here, so `resident` is asked again and again."""
