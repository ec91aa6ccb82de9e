"""A refused URL in which a percent sign is itself encoded: `%2520` for a space."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 2.4"
TWICE = Pattern(r"[^/?&=]{0,40}%25[0-9A-Fa-f]{2}[^/?&=]{0,40}")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The part that is."""
    parts = address(evidence.exchanges[-1].request.url)
    found = TWICE.search(parts.path[:8192])
    place = "path" if found else "query"
    found = found or TWICE.search(parts.query[:8192])
    if found:
        yield Explanation(
            rule="encoded-twice",
            means=f"The {place} looks percent-encoded twice: %25 is an encoded percent sign.",
            remedy=f"Encode once, as in {cut(found[0].replace('%25', '%'), 60)}."
            if place == "path"
            else "Encode once.",
            evidence=(
                f"path: {cut(found[0])}" if place == "path" else "in the query: %25 before two hexadecimal digits",
            ),
            source=SOURCE,
            sure="likely",
        )
