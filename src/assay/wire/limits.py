"""How much a server of ours takes from anybody, in bytes, seconds and connections."""

from __future__ import annotations

import msgspec

_KIB = 1024
_MIB = 1024 * _KIB


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one server. What goes beyond them is refused, and remembered in its refusals."""

    connections: int = 2_000
    """Open at once; the next one gets 503 and is closed."""
    head: int = 64 * _KIB
    """Bytes of the request line and the headers together."""
    headers: int = 256
    """Header lines of a request."""
    body: int = 16 * _MIB
    """Bytes of a body that are kept; the rest is read, thrown away, and told by `Received.truncated`."""
    endless: int = 1024 * _MIB
    """Bytes of a body that are read at all."""
    memory: int = 128 * _MIB
    """Bytes of requests that have not arrived whole, over all connections."""
    waiting: int = 256 * _KIB
    """Bytes of further requests that a connection may send ahead while one is being answered."""
    idle: float = 75.0
    """Seconds that a connection may stay open between two requests."""
    arriving: float = 60.0
    """Seconds from the first byte of a request to its last."""
    longest: float = 300.0
    """Seconds that an answer may take, held connections included."""
    remembered: int = 1_000
    """Refusals that are kept one by one; all are counted."""
