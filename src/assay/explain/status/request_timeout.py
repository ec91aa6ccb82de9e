"""408: the server waited for the request and it did not come whole in time."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import size
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.9"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How much was to be sent."""
    exchange = evidence.exchanges[-1]
    length = sent.header(exchange, "content-length")
    real = sent.body_size(exchange.request)
    short = length is not None and length.isascii() and length.isdigit() and int(length[:18]) > real
    yield Explanation(
        rule="request-timeout",
        means="The server gave up waiting for the whole request"
        + (f": Content-Length promised {length[:18] if length else ''} bytes and {real} were sent." if short else "."),
        remedy="Take the Content-Length header out: curl counts itself."
        if short
        else "Send it again; a slow upload needs a longer time-out at the server.",
        evidence=("408", f"body sent: {size(real)}"),
        source=SOURCE,
        sure="likely" if short else "fact",
    )
