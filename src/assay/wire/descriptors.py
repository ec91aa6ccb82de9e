"""How many connections this process can have at all: the system counts them among its open files."""

from __future__ import annotations

_SHARE = 4
"""A quarter of the files is left to everything else."""


def affordable(connections: int) -> int:
    """As many as are wanted, or as the system allows."""
    try:
        import resource
    except ImportError:  # Windows has no such bound
        return connections
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files == resource.RLIM_INFINITY:
        return connections
    return max(1, min(connections, files - files // _SHARE))
