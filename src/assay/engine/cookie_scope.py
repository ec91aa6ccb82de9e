"""For which hosts and paths a cookie counts (RFC 6265, 5.1)."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

_IPV4 = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}", re.ASCII)
_SPECIAL = frozenset({"local", "example", "invalid", "localhost", "test"})
"""Names that are never registered (RFC 6761): each name below them is a site of its own."""


class _Suffixes(Protocol):
    def privatesuffix(self, domain: str) -> str | None: ...


def is_address(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    return ":" in host or bool(_IPV4.fullmatch(host))


def domain_matches(host: str, domain: str) -> bool:
    """Whether a cookie for a domain goes to a host (5.1.3)."""
    if host == domain:
        return True
    return bool(domain) and host.endswith("." + domain) and not (is_address(host) or is_address(domain))


def path_matches(request: str, path: str) -> bool:
    """Whether a cookie for a path goes with a request (5.1.4)."""
    return request == path or (request.startswith(path) and (path.endswith("/") or request[len(path)] == "/"))


def default_path(path: str) -> str:
    """The path of a cookie that names none: the folder of the one that set it."""
    return path[: path.rindex("/")] or "/" if path.startswith("/") else "/"


def domains_of(host: str) -> list[str]:
    """The domains whose cookies a host may get: itself and those above it, without the top ones."""
    if is_address(host):
        return [host]
    labels = host.split(".")
    return [host, *(".".join(labels[at:]) for at in range(1, len(labels) - 1))]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, which counts as a secure place."""
    return (
        host == "localhost"
        or host.endswith(".localhost")
        or host == "::1"
        or (host.startswith("127.") and is_address(host))
    )


def is_public_suffix(domain: str) -> bool:
    """Whether strangers share the domain, as those of `co.uk` do."""
    top = domain.rpartition(".")[2]
    if top in _SPECIAL and (top != domain or top in ("localhost", "invalid")):
        return False
    return not is_address(domain) and _suffixes().privatesuffix(domain) is None


@cache
def _suffixes() -> _Suffixes:
    from publicsuffixlist import PublicSuffixList  # reads a large list: only when a cookie names a domain

    suffixes: _Suffixes = PublicSuffixList()
    return suffixes
