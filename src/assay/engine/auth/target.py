"""An encoded URL is taken apart without being changed, so that joined again it is the same bytes."""

from __future__ import annotations

from typing import NamedTuple


class Target(NamedTuple):
    """An absolute URL in the parts that signatures speak of. `host` holds the port where the URL names one."""

    scheme: str
    user: str | None
    host: str
    path: str
    query: str | None
    fragment: str | None

    @property
    def hostname(self) -> str:
        """The host without its port, an IPv6 address without its brackets."""
        return self._split_host()[0].strip("[]")

    @property
    def port(self) -> str | None:
        """The port that the URL names."""
        return self._split_host()[1]

    @property
    def path_query(self) -> str:
        """What goes into the request line."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    def __str__(self) -> str:
        user = "" if self.user is None else f"{self.user}@"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{user}{self.host}{self.path_query}{fragment}"

    def _split_host(self) -> tuple[str, str | None]:
        name, colon, port = self.host.rpartition(":")
        return (self.host, None) if not colon or "]" in port else (name, port)


def take_apart(url: str) -> Target:
    """The parts of an absolute URL; a missing scheme is http and a missing path is `/`."""
    rest, fragment = _cut(url, "#")
    rest, query = _cut(rest, "?")
    scheme, separator, after = rest.partition("://")
    authority, slash, path = (after if separator else rest).partition("/")
    user, at, host = authority.rpartition("@")
    return Target(
        scheme=scheme.lower() if separator else "http",
        user=user if at else None,
        host=host.lower(),
        path=slash + path or "/",
        query=query,
        fragment=fragment,
    )


def _cut(text: str, separator: str) -> tuple[str, str | None]:
    before, found, after = text.partition(separator)
    return before, after if found else None
