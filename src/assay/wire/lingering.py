"""Ends a TCP connection by a reset, as a crashed peer does: SO_LINGER with no time, and then closed."""

from __future__ import annotations

import asyncio
import os
import socket
import struct

NO_TIME = struct.pack("ii", 1, 0)
"""The value of SO_LINGER."""


def reset(transport: asyncio.BaseTransport) -> None:
    """Have the other side see ECONNRESET; what it has not been sent is thrown away."""
    linger_no_time(transport)
    if isinstance(transport, asyncio.WriteTransport) or hasattr(transport, "abort"):
        transport.abort()


def linger_no_time(transport: asyncio.BaseTransport) -> None:
    """Close with RST instead of FIN, whenever that is. Options belong to the socket, so a second descriptor will do."""
    sock = transport.get_extra_info("socket")
    if sock is None:
        return
    try:
        same = socket.socket(fileno=os.dup(sock.fileno()))
    except OSError:  # it is closed already
        return
    with same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_TIME)
