"""Which host and port a request was addressed to."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=256)
def addressed(host: str, scheme: str) -> tuple[str, int]:
    """Host and port of a Host header or `:authority`; the scheme's own port where it names none."""
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal() and len(port) <= 5 and (":" not in name or name.endswith("]")):
        return name, int(port)
    return host.removesuffix(":"), 443 if scheme == "https" else 80
