"""A body was sent with no `Content-Type`: the server has to guess what it is."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import size
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What the body looks like."""
    exchange = evidence.exchanges[-1]
    if sent.header(exchange, "content-type"):
        return
    body = (sent.body(exchange) or b"").lstrip()
    looks = "application/json" if body[:1] in (b"{", b"[") else "application/xml" if body[:1] == b"<" else ""
    yield Explanation(
        rule="body-without-type",
        means=f"A body of {size(sent.body_size(exchange.request))} was sent without Content-Type: "
        "the server has to guess what it is, or refuse it.",
        remedy=f'Say what it is: -H "Content-Type: {looks or "TYPE"}".',
        evidence=("no Content-Type in the request", *(() if not looks else (f"body begins with {body[:1].decode()}",))),
        source=SOURCE,
    )
