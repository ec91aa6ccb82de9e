"""Proxies on loopback: HTTP (forwarding and CONNECT) and SOCKS, each a script for a RawServer."""

from __future__ import annotations

import base64
import contextlib
import socket
import struct
import threading
from urllib.parse import urlsplit

from assay.testing.servers.wire import Wire


class HttpProxy:
    """Forwards absolute-form requests one to a connection, and tunnels CONNECT; `seen` keeps every head."""

    def __init__(self, *, username: str = "", password: str = "", refuse: str = "") -> None:
        """`refuse`: a status line's code and reason with which everything is turned down."""
        self.expected = base64.b64encode(f"{username}:{password}".encode()) if username else b""
        self.refuse = refuse
        self.seen: list[bytes] = []

    def __call__(self, wire: Wire) -> None:
        """One connection."""
        head = wire.read_head()
        if not head:
            return
        self.seen.append(head)
        if self.refuse:
            wire.answer(b"no", status=self.refuse)
        elif self.expected and b"Proxy-Authorization: Basic " + self.expected + b"\r\n" not in head:
            wire.answer(
                b"", status="407 Proxy Authentication Required", headers=('Proxy-Authenticate: Basic realm="p"',)
            )
        elif head.startswith(b"CONNECT "):
            self._tunnel(wire, head.split()[1].decode())
        else:
            self._forward(wire, head)

    @staticmethod
    def _tunnel(wire: Wire, authority: str) -> None:
        host, _, port = authority.rpartition(":")
        try:
            upstream = socket.create_connection((host.strip("[]"), int(port)), timeout=5)
        except OSError:
            wire.answer(b"", status="502 Bad Gateway")
            return
        wire.send(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        relay(wire, upstream)

    @staticmethod
    def _forward(wire: Wire, head: bytes) -> None:
        method, url, rest = head.split(b" ", 2)
        parts = urlsplit(url.decode("latin-1"))
        upstream = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=5)
        target = parts._replace(scheme="", netloc="").geturl() or "/"
        upstream.sendall(b"%s %s %s" % (method, target.encode("latin-1"), rest))
        relay(wire, upstream)


class SocksProxy:
    """SOCKS 4, 4a and 5 (RFC 1928, RFC 1929); `asked` keeps version, host and port of every request."""

    def __init__(self, *, username: str = "", password: str = "", refuse: bool = False) -> None:
        self.credentials = (username.encode(), password.encode()) if username else None
        self.refuse = refuse
        self.asked: list[tuple[int, str, int]] = []

    def __call__(self, wire: Wire) -> None:
        """One connection."""
        if wire.take(1) == b"\x05":
            self._five(wire)
        else:
            self._four(wire)

    def _four(self, wire: Wire) -> None:
        _, port, address = struct.unpack("!BH4s", wire.take(7))
        _zero_ended(wire)
        host = _zero_ended(wire).decode() if address[:3] == b"\0\0\0" else socket.inet_ntoa(address)
        self.asked.append((4, host, port))
        wire.send(b"\0" + (b"\x5b" if self.refuse else b"\x5a") + bytes(6))
        if not self.refuse:
            relay(wire, socket.create_connection((host, port), timeout=5))

    def _five(self, wire: Wire) -> None:
        wire.take(wire.take(1)[0])
        if self.credentials:
            wire.send(b"\x05\x02")
            if not self._authenticated(wire):
                return
        else:
            wire.send(b"\x05\x00")
        kind = wire.take(4)[3]
        host = _address(wire, kind)
        (port,) = struct.unpack("!H", wire.take(2))
        self.asked.append((5, host, port))
        wire.send(b"\x05" + (b"\x02" if self.refuse else b"\x00") + b"\x00\x01" + bytes(6))
        if not self.refuse:
            relay(wire, socket.create_connection((host, port), timeout=5))

    def _authenticated(self, wire: Wire) -> bool:
        wire.take(1)
        given = (wire.take(wire.take(1)[0]), wire.take(wire.take(1)[0]))
        good = given == self.credentials
        wire.send(b"\x01" + (b"\x00" if good else b"\x01"))
        return good


def relay(wire: Wire, upstream: socket.socket) -> None:
    """Copy bytes both ways until either side ends."""
    with upstream:
        upstream.sendall(wire.rest)
        back = threading.Thread(target=_copy, args=(upstream, wire.socket), daemon=True)
        back.start()
        _copy(wire.socket, upstream)
        back.join()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _zero_ended(wire: Wire) -> bytes:
    text = b""
    while (byte := wire.take(1)) not in (b"\0", b""):
        text += byte
    return text


def _address(wire: Wire, kind: int) -> str:
    if kind == 3:
        return wire.take(wire.take(1)[0]).decode()
    return socket.inet_ntop(*((socket.AF_INET, wire.take(4)) if kind == 1 else (socket.AF_INET6, wire.take(16))))
