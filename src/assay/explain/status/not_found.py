"""404, where nothing more special is known: there is no such resource, or the server does not admit it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.5 and 15.5.4"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The path; and that a server may say 404 in place of 403."""
    exchange = evidence.exchanges[-1]
    path = address(exchange.request.url).path or "/"
    known = any(sent.header(exchange, name) for name in ("authorization", "cookie"))
    yield Explanation(
        rule="not-found",
        means=f"The server has nothing at {cut(path, 80)}, or does not admit it: "
        "404 may stand for 403 where even existence is secret.",
        remedy="Check the path and the id"
        + ("; and whether these credentials may see it." if known else "; and whether it needs credentials."),
        evidence=("404", f"path: {cut(path)}"),
        source=SOURCE,
        sure="likely",
    )
