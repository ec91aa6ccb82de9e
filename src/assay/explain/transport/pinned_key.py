"""The server's key is not the one that --pinnedpubkey names."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 7469; curl, 90"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """That they differ."""
    found = cause(evidence)
    if found:
        yield Explanation(
            rule="pinned-key",
            means=f"The key of {found.place.host} is another one than --pinnedpubkey names.",
            remedy="It was renewed, or somebody stands between: ask whoever runs the server before you change the pin.",
            evidence=(shown(found),),
            source=SOURCE,
        )
