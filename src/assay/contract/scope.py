"""Whether a request goes to the API that a contract speaks of, as far as the host tells."""

from __future__ import annotations

import re

from assay.model.contract import Contract

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]*)")
_LOOPBACK = re.compile(r"localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of an absolute URL in lower case, without port; empty for any other."""
    found = _HOST.match(url)
    return found[1].lower() if found else ""


def is_declared(contract: Contract, url: str) -> bool:
    """Whether a server of the contract, or of one of its operations, is on the host of the URL."""
    host = host_of(url)
    return bool(host) and host in _hosts(contract)


def may_concern(contract: Contract, url: str) -> bool:
    """Whether the URL may be the API's: on a declared host, on this machine, or where no host is declared."""
    hosts = _hosts(contract)
    return not hosts or host_of(url) in hosts or _LOOPBACK.fullmatch(host_of(url)) is not None


def _hosts(contract: Contract) -> set[str]:
    own = (server for operation in contract.operations for server in operation.servers)
    return {host for server in (*contract.servers, *own) if (host := host_of(server))}
