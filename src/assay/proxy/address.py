"""Addresses as `host:port`: read, resolved to one to listen at, and written as Go writes them."""

from __future__ import annotations

import ipaddress
import socket
from typing import NamedTuple


class Address(NamedTuple):
    """A host without brackets, and a port from 0 to 65535."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read(text: str) -> Address:
    """The address. Raises ValueError with a reason that follows `address TEXT: `."""
    host, colon, port = text.rpartition(":")
    if not colon:
        raise ValueError("missing port in address")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if ":" in bare and bare == host:
        raise ValueError("too many colons in address")
    if not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"invalid port {port[:20]!r}")
    return Address(bare, int(port))


def resolved(address: Address) -> Address:
    """The one address to listen at: of a name that has several, an IPv4 one; without a host, loopback.

    Raises OSError where the name is not known.
    """
    host = address.host or "127.0.0.1"
    found = socket.getaddrinfo(host, address.port, type=socket.SOCK_STREAM)
    found.sort(key=lambda one: one[0] != socket.AF_INET)
    return Address(str(found[0][4][0]), address.port)


def is_loopback(address: Address) -> bool:
    """Whether only this machine can reach it; `address` is resolved."""
    try:
        return ipaddress.ip_address(address.host.partition("%")[0]).is_loopback
    except ValueError:
        return False
