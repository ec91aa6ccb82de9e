"""A request as a server of ours received it, read once and looked at by many matchers."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import parse_qsl, unquote

import msgspec

from assay.model.http import Headers, last_value


class Received(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One request that arrived whole. Bytes of the head that are no ASCII are carried as latin-1 characters."""

    id: str
    method: str
    target: str
    """As it stood on the request line, or in `:path`; absolute where the client sent it so."""
    headers: Headers = ()
    body: bytes = b""
    """Without its transfer coding; a content coding is still on it."""
    scheme: str = "http"
    host: str = ""
    """The host that was addressed, without the port."""
    port: int = 80
    client: str = "127.0.0.1"
    http_version: str = "1.1"
    at: float = 0.0
    """Seconds since 1970 when its last byte had come."""
    connection: int = 0
    """Which connection of this server brought it, counted from 1."""
    truncated: bool = False
    """The body was longer than what is kept."""

    def header(self, name: str) -> str | None:
        """The last value of the header with this name, in any case."""
        return last_value(self.headers, name)

    def header_values(self, name: str) -> list[str]:
        """Every value of the header with this name, in any case, in order."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    @cached_property
    def raw_path(self) -> str:
        """The path as it was sent, without query; `/` where it is empty."""
        origin = self.target
        if not origin.startswith("/"):
            origin = "/" + origin.partition("://")[2].partition("/")[2] if "://" in origin else origin
        return origin.partition("?")[0] or "/"

    @cached_property
    def path(self) -> str:
        """The path with its percent escapes read as UTF-8."""
        return unquote(self.raw_path) if "%" in self.raw_path else self.raw_path

    @cached_property
    def url(self) -> str:
        """Path and query as they were sent."""
        query = self.target.partition("?")[2]
        return f"{self.raw_path}?{query}" if query else self.raw_path

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each query parameter, decoded, in order; blanks are kept."""
        query = self.target.partition("?")[2]
        return tuple(parse_qsl(query, keep_blank_values=True)) if query else ()

    @cached_property
    def cookies(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each cookie, in order (RFC 6265 section 4.2)."""
        pairs = (pair.partition("=") for line in self.header_values("Cookie") for pair in line.split(";"))
        return tuple((name.strip(), value.strip().strip('"')) for name, _, value in pairs if name.strip())
