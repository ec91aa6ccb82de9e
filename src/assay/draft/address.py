"""Takes a URL apart as it was sent: origin, path segments, query rows, none of them decoded."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, unquote_plus


class Address(NamedTuple):
    """`https://host:1/a/b?x=1` is (https://host:1, (a, b), ((x, 1),)); a query row without `=` has None."""

    origin: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str | None], ...]

    @property
    def path(self) -> str:
        """With its leading slash."""
        return "/" + "/".join(self.segments)

    @property
    def plain(self) -> tuple[str, ...]:
        """The segments decoded."""
        return tuple(map(unquote, self.segments))


def address(url: str) -> Address:
    """The parts of an absolute URL; user name and password before the host are left out, and so is the fragment."""
    rest = url.partition("#")[0]
    rest, mark, query = rest.partition("?")
    scheme, _, rest = rest.partition("://")
    host, slash, path = rest.partition("/")
    origin = f"{scheme.lower()}://{host.rpartition('@')[2].lower()}"
    rows = tuple(_row(row) for row in query.split("&")) if mark else ()
    return Address(origin, tuple(path.split("/")) if slash else (), rows)


def _row(row: str) -> tuple[str, str | None]:
    name, sign, text = row.partition("=")
    return name, text if sign else None


def decoded(text: str) -> str:
    """A name or value of a query, as it was meant."""
    return unquote_plus(text)
