"""Whether a request may be sent at all: the one place that says no."""

from __future__ import annotations

from ipaddress import ip_address

import msgspec

from assay.engine.url import split_url
from assay.model.http import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """What the project allows. `hosts` None means any host; loopback needs no permission."""

    hosts: frozenset[str] | None = None
    reads_only: bool = False
    why: str = "this environment is marked as production"
    """Why only reads are sent."""

    def refusal(self, request: Request) -> str | None:
        """Why this request may not be sent, in one sentence; None when it may."""
        host = split_url(request.url).hostname.strip("[]").lower()  # as it is sent: no second reading of the URL
        if self.hosts is not None and host not in self.hosts and not is_loopback(host):
            return f"{host} is not among the hosts that assay.toml allows; add it to [project] hosts"
        if self.reads_only and request.method.upper() not in SAFE_METHODS:
            return f"{request.method} is refused: {self.why}, so only reads are sent"
        return None


def is_loopback(host: str) -> bool:
    """localhost, its subdomains (RFC 6761, 6.3), 127.0.0.0/8 and ::1."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
