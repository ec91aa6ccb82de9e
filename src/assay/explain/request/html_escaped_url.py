"""A URL with `&amp;` between its parameters: it was copied from the source of a page."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "HTML, 13.5"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The parameter's name as the server reads it."""
    query = address(evidence.exchanges[-1].request.url).query[:16_384]
    _, found, rest = query.partition("&amp;")
    if found:
        name = cut(rest.partition("=")[0], 40)
        yield Explanation(
            rule="html-escaped-url",
            means=f"The URL has &amp; where & belongs, so the server reads a parameter amp;{name}.",
            remedy="Write & in its place.",
            evidence=(f"in the query: &amp;{name}",),
            source=SOURCE,
        )
