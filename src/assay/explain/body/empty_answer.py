"""200 to a GET with an empty body: there is nothing, where something is meant to be."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.3.1 and 15.3.5"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """That it is empty."""
    response = evidence.response
    if response and not response.body and sent.method(evidence.exchanges[-1]) == "GET" and not response.truncated:
        length = response.header("content-length")
        yield Explanation(
            rule="empty-answer",
            means="The answer is 200 and its body is empty.",
            remedy="See whether that is meant: where there is nothing, an API should say 204, or send an empty list.",
            evidence=("200", f"Content-Length: {length}" if length else "no bytes after the headers"),
            source=SOURCE,
        )
