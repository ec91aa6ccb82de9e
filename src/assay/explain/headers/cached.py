"""An answer that comes from a cache (`Age`, or a cache's own header): it may be older than the resource."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.moments import span
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9111, 5.1; RFC 9211"
HITS = ("x-cache", "cf-cache-status", "x-cache-status", "x-proxy-cache", "cache-status")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """How old it is."""
    response = evidence.response
    if response is None:
        return
    told = (response.header("age") or "").strip()
    age = int(told) if told.isascii() and told.isdigit() and len(told) < 12 else 0
    hits = [(name, value) for name in HITS for value in values(response, name) if "hit" in value.lower()]
    if age > 0 or hits:
        yield Explanation(
            rule="cached",
            means="The answer comes from a cache" + (f" and is {span(age)} old." if age else "."),
            remedy="To ask the server itself, add -H 'Cache-Control: no-cache'; not every cache heeds it.",
            evidence=(*((field("Age", told),) if age else ()), *(field(name, value) for name, value in hits[:2])),
            source=SOURCE,
        )
