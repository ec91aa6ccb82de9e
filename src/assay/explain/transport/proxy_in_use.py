"""No answer, or one of a gateway, and the request went through a proxy that the command does not name."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9112, 3.2.2; curl, ENVIRONMENT"
OPTIONS = ("proxy", "preproxy", "socks4", "socks4a", "socks5", "socks5-hostname", "proxy1.0")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What shows it."""
    if evidence.transfer is None or any(name in evidence.transfer.options for name in OPTIONS):
        return
    if evidence.facts.get("proxy_used") == 0:
        return
    for exchange in evidence.exchanges:
        method, _, rest = exchange.head.partition("\r\n")[0].partition(" ")
        if method == "CONNECT" or rest.startswith(("http://", "https://")):
            if evidence.transfer.options.get("request-target"):
                return
            yield Explanation(
                rule="proxy-in-use",
                means="The request went through a proxy that the environment names, not the command.",
                remedy="See http_proxy, https_proxy and ALL_PROXY; --noproxy '*' goes without.",
                evidence=(
                    f"request line: {method} {cut(rest.partition('?')[0], 60)}",
                    *((f"connected to {exchange.remote}",) if exchange.remote else ()),
                ),
                source=SOURCE,
            )
            return
