"""An origin (RFC 6454): scheme, host and port, which is what is diverted; read from what a person writes."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from assay.model.errors import UsageError

PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """The host in lower case, without brackets."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != PORTS[self.scheme] else "")


def origin(text: str) -> Origin:
    """The origin that a person names, as `https://billing.example`. Raises UsageError for anything more or less."""
    found = origin_of(text)
    parts = urlsplit(text) if found is not None else None
    if found is None or parts is None or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise UsageError(
            f"{text[:200]!r} is no origin",
            remedy="Write scheme, host and, where it is not the usual one, port: https://billing.example.",
        )
    return found


def origin_of(url: str) -> Origin | None:
    """The origin of any URL; None for one that has none, such as a path, or that is not of HTTP."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not host:
        return None
    return Origin(parts.scheme, host.rstrip("."), PORTS[parts.scheme] if port is None else port)
