"""`multipart/form-data` whose `boundary` is missing, or is another one than in the body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.media import essence, parameter
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 2046, 5.1.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which of the two."""
    exchange = evidence.exchanges[-1]
    kind = sent.header(exchange, "content-type") or ""
    if not essence(kind).startswith("multipart/"):
        return
    boundary, body = parameter(kind, "boundary"), sent.body(exchange)
    if not boundary:
        wrong = "Content-Type says multipart without its boundary, so the server cannot tell the parts apart"
    elif body and b"--" + boundary.encode("latin-1", "replace") not in body:
        wrong = "The boundary in Content-Type does not stand in the body"
    else:
        return
    yield Explanation(
        rule="multipart-without-boundary",
        means=f"{wrong}.",
        remedy="Use -F and leave the Content-Type header out: curl writes it with the boundary of the body.",
        evidence=(field("Content-Type", kind),),
        source=SOURCE,
    )
