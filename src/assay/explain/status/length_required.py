"""411: the server wants to know the body's length before it comes."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.12"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How the body was framed."""
    exchange = evidence.exchanges[-1]
    coding = sent.header(exchange, "transfer-encoding")
    yield Explanation(
        rule="length-required",
        means="The server takes a body only with Content-Length"
        + (", and this one was sent in chunks." if coding else ", and the request had none."),
        remedy="Send it from a file or with -d, so that its length is known"
        + (", and leave Transfer-Encoding out." if coding else " (-d '' for an empty one)."),
        evidence=("411", field("Transfer-Encoding", coding) if coding else "no Content-Length in the request"),
        source=SOURCE,
    )
