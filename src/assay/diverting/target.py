"""Where requests are sent instead, or how they fail before they are sent."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from assay.diverting.origin import Origin


class Target(NamedTuple):
    """What stands in for one origin."""

    instead_of: Origin
    host: str
    port: int
    unresolvable: bool = False
    """The name does not resolve: no request is sent anywhere."""

    @property
    def url(self) -> str:
        """Its base URL, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    def moved(self, url: str) -> str:
        """The same path and query at the place that stands in."""
        parts = urlsplit(url)
        return f"{self.url}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")

    def problem(self) -> socket.gaierror:
        """What the system says of a name that does not resolve."""
        return socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def with_host(headers: Mapping[str, str], target: Target) -> dict[str, str]:
    """The headers with the Host that the application meant."""
    named = any(name.lower() == "host" for name in headers)
    return dict(headers) if named else {**headers, "Host": str(target.instead_of).partition("://")[2]}
