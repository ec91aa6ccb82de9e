"""404 or 405 for a path with a slash at its end: to most servers that is another resource than without."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 6.2.3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The path without it."""
    path = address(evidence.exchanges[-1].request.url).path
    if path.endswith("/") and path.strip("/") and not path.endswith("//"):
        yield Explanation(
            rule="slash-at-end",
            means="The path ends with a slash, which makes it another resource than the same path without.",
            remedy=f"Try {cut(path.rstrip('/'))}.",
            evidence=(f"path: {cut(path)}",),
            source=SOURCE,
            sure="likely",
        )
