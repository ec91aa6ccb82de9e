"""The connection ended in the middle of the TLS handshake, without an alert that says why."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 8446, 6; curl, 35"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """And what often does it."""
    found = cause(evidence)
    if found and found.phase == "tls" and "tunneling" not in found.words:
        yield Explanation(
            rule="handshake-broken-off",
            means=f"{found.place.host} ended the connection during the TLS handshake without saying why.",
            remedy="Check host and port; a firewall that goes by the host name ends it so, or a port without TLS.",
            evidence=(shown(found), "phase: tls"),
            source=SOURCE,
        )
