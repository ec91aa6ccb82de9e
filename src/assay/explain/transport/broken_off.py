"""The connection ended before the answer was whole."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9112, 8; curl, 18"
NUMBER = 18


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """In the middle of what."""
    found = cause(evidence)
    if found and (found.number == NUMBER or "aborted" in found.words):
        yield Explanation(
            rule="broken-off",
            means="The connection ended before the answer was whole: what came of it is only a part.",
            remedy="Send it again; if it stays so, the server crashes while it writes, or a proxy ends it.",
            evidence=(shown(found), "phase: download"),
            source=SOURCE,
        )
