"""A refused POST, PUT or PATCH with a `Content-Type` and no body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.3"
METHODS = frozenset({"POST", "PUT", "PATCH"})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The type of what was not sent."""
    exchange = evidence.exchanges[-1]
    kind = sent.header(exchange, "content-type")
    if kind and sent.method(exchange) in METHODS and not sent.has_body(exchange.request):
        yield Explanation(
            rule="type-without-body",
            means="The request says what its body is, and has none.",
            remedy="Send the body (-d, --json), or leave Content-Type out.",
            evidence=(field("Content-Type", kind), "no body in the request"),
            source=SOURCE,
        )
