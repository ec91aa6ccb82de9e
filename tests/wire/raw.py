"""A raw socket as a client: what came, and how it ended."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 10.0
GET = b"GET /thing HTTP/1.1\r\nHost: stub\r\n\r\n"
LAST_GET = b"GET /thing HTTP/1.1\r\nHost: stub\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Seen:
    """Bytes that came, and the end: `closed`, `reset`, or `silent` where nothing more came in time."""

    data: bytes
    end: str

    @property
    def status(self) -> int:
        return int(self.data.split(b" ", 2)[1])

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), PATIENCE)


def exchanged(url: str, *sent: bytes, patience: float = PATIENCE, then_eof: bool = False) -> Seen:
    """Send, then read to the end."""
    try:
        sock = connected(url)
    except ConnectionResetError:  # as soon as it was accepted
        return Seen(b"", "reset")
    with sock:
        for data in sent:
            try:
                sock.sendall(data)
            except OSError:
                break
        if then_eof:
            sock.shutdown(socket.SHUT_WR)
        return drained(sock, patience)


def drained(sock: socket.socket, patience: float = PATIENCE) -> Seen:
    sock.settimeout(patience)
    data = bytearray()
    while True:
        try:
            piece = sock.recv(65_536)
        except TimeoutError:
            return Seen(bytes(data), "silent")
        except ConnectionResetError:
            return Seen(bytes(data), "reset")
        if not piece:
            return Seen(bytes(data), "closed")
        data += piece
