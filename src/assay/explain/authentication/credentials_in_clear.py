"""Credentials over http to a machine that is not this one: anybody on the way can read them."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 7617, 4; RFC 6750, 5.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was sent in clear, and where to."""
    for exchange in evidence.exchanges:
        place = address(exchange.request.url)
        scheme = (sent.header(exchange, "authorization") or "").partition(" ")[0].lower()
        if place.scheme == "http" and scheme in ("basic", "bearer") and not place.loopback:
            yield Explanation(
                rule="credentials-in-clear",
                means=f"The {scheme.title()} credentials went to {place.site} without encryption.",
                remedy="Use https.",
                evidence=(f"http://{place.site}", f"Authorization: {scheme.title()} ***"),
                source=SOURCE,
                exchange=exchange.id,
            )
            return
