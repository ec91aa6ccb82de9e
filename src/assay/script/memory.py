"""How much physical memory a process has, and how much it may have."""

from __future__ import annotations

import ctypes
import os
import subprocess
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
        resource.prlimit(pid, resource.RLIMIT_DATA, (limits.data, limits.data))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))

elif sys.platform == "win32":

    class _Counters(ctypes.Structure):
        _fields_ = [("cb", ctypes.c_ulong), ("faults", ctypes.c_ulong)] + [
            (name, ctypes.c_size_t) for name in ("peak", "resident", "a", "b", "c", "d", "pagefile", "peak_pagefile")
        ]

    def resident(pid: int) -> int:
        """Bytes in physical memory; 0 for a process that has ended."""
        counters = _Counters()
        counters.cb = ctypes.sizeof(counters)
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        try:
            known = ctypes.windll.kernel32.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
            return int(counters.resident) if known else 0
        finally:
            ctypes.windll.kernel32.CloseHandle(handle)

    def confine(pid: int, limits: Limits) -> None:
        """Windows has no such bound: `resident` is asked again and again."""

else:

    def resident(pid: int) -> int:
        """Bytes in physical memory; 0 for a process that has ended."""
        asked = ["/bin/ps", "-o", "rss=", "-p", str(pid)]
        answer = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 - a fixed program and a number
        return int(answer.stdout or 0) * 1024

    def confine(pid: int, limits: Limits) -> None:
        """macOS does not keep to such a bound: `resident` is asked again and again."""
