"""413: the body is larger than the server takes."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field, size
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.14"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The size sent, and who refused it."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None:
        return
    server = response.header("server")
    retry = response.header("retry-after")
    yield Explanation(
        rule="content-too-large",
        means=f"The body of {size(sent.body_size(exchange.request))} is more than the server takes.",
        remedy="Send less at a time"
        + ("; it may take it later (Retry-After)." if retry else ", or raise the limit of server and gateway."),
        evidence=("413", f"sent: {size(sent.body_size(exchange.request))}")
        + ((field("Server", server),) if server else ())
        + ((field("Retry-After", retry),) if retry else ()),
        source=SOURCE,
    )
