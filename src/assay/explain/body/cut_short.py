"""A body shorter than its Content-Length says."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import counted
from assay.model.explanation import Explanation

SOURCE = "RFC 9112, 8"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How much of how much."""
    exchange, response = evidence.exchanges[-1], evidence.response
    length = (response.header("content-length") or "").strip() if response else ""
    if response is None or response.truncated or sent.method(exchange) == "HEAD" or response.status in (204, 304):
        return
    came = max(response.sizes.body, 0 if response.header("content-encoding") else len(response.body))
    if length.isascii() and length.isdigit() and len(length) < 16 and 0 < came < int(length):
        yield Explanation(
            rule="cut-short",
            means=f"The body is incomplete: {came} of {counted(int(length), 'byte')} came.",
            remedy="Send it again; if it stays so, the server or a proxy closes too early, or counts wrongly.",
            evidence=(f"Content-Length: {length}", f"received: {came}"),
            source=SOURCE,
        )
