"""428: the server takes this change only with a condition, so that nobody's work is overwritten."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 6585, 3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What to send."""
    yield Explanation(
        rule="precondition-required",
        means="The server takes this change only with a condition, so that nobody overwrites what another has changed.",
        remedy="Fetch the resource and send its ETag along: -H 'If-Match: \"…\"'.",
        evidence=("428", f"{sent.method(evidence.exchanges[-1])} without If-Match"),
        source=SOURCE,
    )
