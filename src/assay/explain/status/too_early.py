"""425: the server does not want to risk a request that came in the early data of TLS and might be a replay."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 8470, 5.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What to repeat."""
    if evidence.response:
        yield Explanation(
            rule="too-early",
            means="For the server the request came before the TLS handshake was complete, and could be a replay.",
            remedy="Send it again without early data (without --tls-earlydata).",
            evidence=("425",),
            source=SOURCE,
        )
