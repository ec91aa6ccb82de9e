"""A GET or HEAD with a body: it has no meaning there, and some servers refuse it or leave it unread."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import size
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 9.3.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How much was sent."""
    exchange = evidence.exchanges[-1]
    method = sent.method(exchange)
    if method in ("GET", "HEAD"):
        yield Explanation(
            rule="body-on-get",
            means=f"A {method} was sent with a body of {size(sent.body_size(exchange.request))}, "
            "which has no meaning in HTTP: a server may refuse it or leave it unread.",
            remedy="Use -G to send the data as a query, or the method that the API has for it.",
            evidence=(f"{method} with a body",),
            source=SOURCE,
        )
