"""A URL taken apart as it stands: nothing is decoded, completed or refused (RFC 3986, appendix B)."""

from __future__ import annotations

from typing import NamedTuple

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - a name to know, nothing is bound


class Address(NamedTuple):
    """The parts of a URL; `port` is that of the scheme where none is written, 0 where neither tells."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    """Without its question mark."""
    fragment: str
    userinfo: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What has to be the same for credentials to go along (RFC 6454, section 4)."""
        return self.scheme, self.host, self.port

    @property
    def site(self) -> str:
        """Host, and the port where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS.get(self.scheme) else f"{host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether it is this machine."""
        return self.host in LOOPBACK or self.host.startswith("127.") or self.host.endswith(".localhost")


def address(url: str) -> Address:
    """The parts of any text; never raises."""
    rest, _, fragment = url.partition("#")
    rest, _, query = rest.partition("?")
    scheme, found, rest = rest.partition("://")
    if not found:
        scheme, rest = "", scheme
    authority, slash, path = rest.partition("/")
    userinfo, _, place = authority.rpartition("@")
    host, port = _place(place)
    scheme = scheme.lower()
    return Address(scheme, host, port or PORTS.get(scheme, 0), slash + path, query, fragment, userinfo)


def _place(place: str) -> tuple[str, int]:
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        host, _, port = place.partition(":")
    return host.lower(), int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0


def without_query(url: str) -> str:
    """The URL as it may be quoted: a query or user information may hold secrets."""
    parts = address(url)
    return f"{parts.scheme}://{parts.site}{parts.path}" if parts.scheme else parts.path


def segments(path: str) -> list[str]:
    """The segments of a path, the empty ones before the first and after the last slash included."""
    return path.split("/")


def parameters(query: str) -> list[tuple[str, str]]:
    """Names and values of a query, not decoded, at most 200."""
    pairs = [pair.partition("=") for pair in query.split("&", 200)[:200] if pair]
    return [(name, value) for name, _, value in pairs]
