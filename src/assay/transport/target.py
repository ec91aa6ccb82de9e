"""Where a URL leads, taken apart without changing a byte of what is sent."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assay.transport.refusal import Refusal

URL = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#]*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/?#:@\[\]]+)(?::(?P<port>\d*))?"
    r"(?P<target>[/?][^#]*)?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
UNSENDABLE = re.compile(r"[^\x21-\x7e\x80-\xff]")
NAMELESS = re.compile(r"[^!#-;=?-\[\]_a-z~]")
PORTS = {"http": 80, "https": 443}


class Target(NamedTuple):
    """`target` is the request target in origin form, exactly as the URL spells it; `origin` has a port where it has."""

    scheme: str
    host: str
    port: int
    origin: str
    target: str

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme == "https"


@lru_cache(maxsize=1024)
def aim(url: str) -> Target:
    """Raises Refusal, in Node's words where it has some: a scheme, host, port or target that cannot be used."""
    found = URL.fullmatch(url)
    if found is None:
        raise _unusable(url)
    scheme, host = found["scheme"].lower(), found["host"]
    if NAMELESS.search(host):
        raise Refusal("ERR_INVALID_URL", f"Invalid URL: the host {host!r} holds characters that no host name may")
    port = _port(found["port"], scheme)
    origin = f"{scheme}://{host}:{port}/" if found["port"] else f"{scheme}://{host}/"
    return Target(scheme, host.strip("[]"), port, origin, _origin_form(found["target"] or "/"))


def _unusable(url: str) -> Refusal:
    scheme = SCHEME.match(url)
    if scheme and scheme[1].lower() not in PORTS:
        return Refusal("ERR_INVALID_PROTOCOL", f"Invalid protocol: {scheme[1].lower()}:")
    return Refusal("ERR_INVALID_URL", f"Invalid URL: {url[:200]!r} needs the form http://host:port/path")


def _port(text: str | None, scheme: str) -> int:
    if not text:
        return PORTS[scheme]
    if len(text) > 5 or not 0 < int(text) < 65536:
        raise Refusal("ERR_SOCKET_BAD_PORT", f"Port should be >= 0 and < 65536. Received type string ('{text[:20]}').")
    return int(text)


def _origin_form(target: str) -> str:
    if UNSENDABLE.search(target):
        raise Refusal("ERR_UNESCAPED_CHARACTERS", "Request path contains unescaped characters")
    return target if target.startswith("/") else f"/{target}"
