"""https was spoken to a port that does not speak TLS."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 8446, 5.1; curl, 35"
SIGNS = (
    "wrong version number",
    "packet length too long",
    "unknown protocol",
    "http request",
    "record layer failure",
    "record overflow",
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was received in the place of TLS."""
    found = cause(evidence)
    sign = next((each for each in SIGNS if found and each in found.words.lower().replace("_", " ")), "")
    if found and sign:
        yield Explanation(
            rule="no-tls-here",
            means=f"Port {found.place.port} of {found.place.host} did not answer in TLS; it may speak plain http.",
            remedy=f"Try http://{found.place.site}.",
            evidence=(shown(found),),
            source=SOURCE,
            sure="likely",
        )
