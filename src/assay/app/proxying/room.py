"""Lets the process open as many sockets as it may: each connection through a proxy takes two."""

from __future__ import annotations

import contextlib

_SPARE = 64
"""Descriptors for everything else."""


def make_room(connections: int) -> int:
    """Raise the limit of open files as far as it is needed and goes; how many connections there is room for."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return connections
    needed = 2 * connections + _SPARE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return connections if soft == resource.RLIM_INFINITY else min(connections, (soft - _SPARE) // 2)
