"""511: a network that wants a log-in first (a captive portal) answered in the place of the server."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 6585, 6"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Who answered."""
    if evidence.response:
        yield Explanation(
            rule="network-authentication",
            means="The network that you are in answered, not the server: it wants you to log in first.",
            remedy="Open any http:// page in a browser and log in.",
            evidence=("511",),
            source=SOURCE,
        )
