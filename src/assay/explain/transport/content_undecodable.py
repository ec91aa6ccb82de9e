"""The body is not what `Content-Encoding` says, so it could not be unpacked."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.4; curl, 61"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What the unpacker says."""
    found = cause(evidence)
    if found:
        yield Explanation(
            rule="content-undecodable",
            means="The body is not packed in the way that Content-Encoding says, or it was cut off.",
            remedy="Ask for it unpacked: leave --compressed out, or -H 'Accept-Encoding: identity'.",
            evidence=(shown(found),),
            source=SOURCE,
        )
