"""Which proxy a URL goes through, by the rules that http_proxy, https_proxy and no_proxy state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from assay.engine.url import Parts, split_url
from assay.model.http import Proxy

SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})


class ProxyRules(msgspec.Struct, frozen=True, kw_only=True):
    """A proxy for each scheme, and the hosts that are reached without one."""

    http: Proxy | None = None
    https: Proxy | None = None
    bypass: tuple[str, ...] = ()

    def proxy_for(self, url: str) -> Proxy | None:
        """The proxy of a URL, or None for a direct way."""
        target = split_url(url)
        proxy = self.https if target.scheme == "https" else self.http
        if proxy is None or self.bypassed(target.hostname.strip("[]").lower(), effective_port(target)):
            return None
        return proxy

    def bypassed(self, host: str, port: int) -> bool:
        """Whether no_proxy names this host: whole, as a suffix after a dot, with a port, or by `*`."""
        for entry in self.bypass:
            name, _, wanted = entry.strip().lower().partition(":")
            bare = name.removeprefix("*").removeprefix(".")
            if wanted and wanted != str(port):
                continue
            if name == "*" or (bare and (host == bare or host.endswith("." + bare))):
                return True
        return False


def own_proxy(given: Mapping[str, Any] | None) -> Proxy | None:
    """The proxy that a request of a collection names for itself; None where it names none, or has it switched off."""
    if not given or given.get("disabled") or not isinstance(given.get("host"), str) or not given["host"]:
        return None
    authenticate = bool(given.get("authenticate"))
    port = given.get("port")
    return Proxy(
        host=given["host"],
        port=int(port) if isinstance(port, int | str) and str(port).isdecimal() else 8080,
        tunnel=bool(given.get("tunnel")),
        username=str(given.get("username") or "") if authenticate else "",
        password=str(given.get("password") or "") if authenticate else "",
    )


def effective_port(target: Parts) -> int:
    """The port of a URL, given or by default; 0 where it is no number."""
    return int(target.port) if target.port.isdecimal() and len(target.port) < 6 else 0


def parse_proxy(text: str) -> Proxy | None:
    """A proxy from `scheme://user:password@host:port`, the scheme http when none is given; None if it names no host."""
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 1080)
    except ValueError:
        return None
    if not parts.hostname or parts.scheme not in SCHEMES:
        return None
    return Proxy(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
