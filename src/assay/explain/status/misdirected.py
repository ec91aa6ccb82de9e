"""421: the connection leads to a server that does not answer for this host."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.20"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The host named, and what was asked."""
    exchange = evidence.exchanges[-1]
    host = sent.header(exchange, "host") or address(exchange.request.url).site
    yield Explanation(
        rule="misdirected",
        means="The server that was reached does not answer for this host and scheme.",
        remedy="Check Host, --resolve and --connect-to; with HTTP/2 try a connection of its own (--http1.1).",
        evidence=("421", field("Host", host), *((f"connected to {exchange.remote}",) if exchange.remote else ())),
        source=SOURCE,
    )
