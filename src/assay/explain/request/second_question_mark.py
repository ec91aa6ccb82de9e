"""A query with a second `?` before a further `name=`: the parameters after it belong to the value before it."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 3.4"
SECOND = Pattern(r"([\w.\[\]-]{1,60})=([^&?=/:]{0,200})\?([\w.\[\]-]{1,60})=")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The two parameters."""
    query = address(evidence.exchanges[-1].request.url).query[:8192]
    found = SECOND.match(query) or SECOND.search(query)
    if found or query.startswith("?"):
        yield Explanation(
            rule="second-question-mark",
            means="The URL has a second question mark"
            + (f": {cut(found[3], 40)} is read as part of {cut(found[1], 40)}." if found else "."),
            remedy="Write & between parameters; only the first question mark begins the query.",
            evidence=(f"in the query: {cut(found[1], 40)}=…?{cut(found[3], 40)}=…" if found else "in the query: ??",),
            source=SOURCE,
            sure="likely",
        )
