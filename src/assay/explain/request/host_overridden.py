"""A refused request whose `Host` header names another host than the URL."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 7.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The two names."""
    exchange = evidence.exchanges[-1]
    host = (sent.header(exchange, "host") or "").strip().lower()
    place = address(exchange.request.url)
    if host and address(f"{place.scheme}://{host}").host != place.host:
        yield Explanation(
            rule="host-overridden",
            means=f"The request went to {place.site} but names the host {host}.",
            remedy="Leave the Host header out unless you mean another site of this server.",
            evidence=(f"Host: {host[:80]}", f"URL: {place.scheme}://{place.site}"),
            source=SOURCE,
        )
