"""The server's certificate has run out, or is not valid yet."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 5280, 4.1.2.5; curl, 60"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which of the two."""
    found = cause(evidence)
    if found is None:
        return
    expired = found.code == "CERT_HAS_EXPIRED" or "has expired" in found.words
    early = found.code == "CERT_NOT_YET_VALID" or "not yet valid" in found.words
    if expired or early:
        yield Explanation(
            rule="certificate-out-of-date",
            means=f"The certificate of {found.place.host} " + ("has run out." if expired else "is not valid yet."),
            remedy="Whoever runs the server has to renew it; check this machine's clock first."
            if expired
            else "Check this machine's clock.",
            evidence=(shown(found),),
            source=SOURCE,
        )
