"""Which hosts are third parties."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether `host` or `host:port` is this machine."""
    name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def is_third_party(url: str, hosts: tuple[str, ...]) -> bool:
    """Whether a URL is one of the named hosts; of any but loopback where none is named."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return False
    if not hosts:
        return not is_loopback(host)
    return host in hosts or host.partition(":")[0] in hosts
