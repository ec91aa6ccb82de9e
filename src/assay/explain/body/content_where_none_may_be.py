"""204 or 205 with a Content-Length other than 0 or with chunks: clients read the next answer from the wrong place."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.3.5 and 8.6"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The header that promises a body."""
    response = evidence.response
    if response is None:
        return
    length, coding = response.header("content-length"), response.header("transfer-encoding")
    if (length and length.strip() != "0") or coding:
        yield Explanation(
            rule="content-where-none-may-be",
            means=f"The answer is {response.status}, which has no body, and yet it promises one.",
            remedy="Tell whoever runs the API: some clients then misread the next answer on the connection.",
            evidence=(
                str(response.status),
                field("Content-Length", length) if length else field("Transfer-Encoding", coding or ""),
            ),
            source=SOURCE,
        )
