"""501: the server knows this method nowhere; or 505: it does not speak this version of HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.6.2 and 15.6.6"
VERSION = 505


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The method, or the version."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None:
        return
    if response.status == VERSION:
        means, remedy = "The server does not speak the version of HTTP that was used.", "Try --http1.1."
        seen = cut(exchange.head.partition("\n")[0].rpartition(" ")[2], 20)
    else:
        means = f"The server does not know the method {cut(sent.method(exchange), 20)} at all."
        remedy, seen = "Check how the method is written.", cut(sent.method(exchange), 20)
    yield Explanation(
        rule="not-implemented",
        means=means,
        remedy=remedy,
        evidence=(str(response.status), f"sent: {seen}"),
        source=SOURCE,
    )
