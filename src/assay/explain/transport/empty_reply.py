"""The server took the request and closed the connection without a word."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9112, 9.6; curl, 52"
TLS_PORTS = frozenset({443, 8443, 9443, 6443, 4443})
NUMBER = 52


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """And whether the port is one of TLS."""
    found = cause(evidence)
    if found is None or not (found.number == NUMBER or "hang up" in found.words) or found.phase == "tls":
        return
    tls = found.place.scheme == "http" and found.place.port in TLS_PORTS
    reused = bool(evidence.last and evidence.last.reused)
    yield Explanation(
        rule="empty-reply",
        means="The server closed the connection without an answer"
        + ("; this port usually speaks TLS, and it was spoken to in plain http." if tls else "."),
        remedy="Write https:// in the URL."
        if tls
        else "Look at whether the server crashed over this request, or whether this port speaks HTTP.",
        evidence=(
            shown(found),
            f"{found.place.scheme}://, port {found.place.port}",
            *(("the connection had been used before",) if reused else ()),
        ),
        source=SOURCE,
        sure="likely" if tls else "fact",
    )
