"""A refused query with a bare `+` in a time, a telephone number or an address: servers read it as a space."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import address, parameters
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "WHATWG URL, 5.1"
PLUS = Pattern(r".{0,40}(?:\d\+\d\d:?\d\d|@)|\+\d{6,15}")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The parameter."""
    for name, value in parameters(address(evidence.exchanges[-1].request.url).query[:8192]):
        if "+" in value and PLUS.fullmatch(value.partition("@")[0] + "@" if "@" in value else value):
            yield Explanation(
                rule="plus-in-query",
                means=f"The parameter {cut(name, 40)} has a plus sign, which most servers read as a space.",
                remedy="Write %2B in its place (curl: -G --data-urlencode).",
                evidence=(f"in the query: {cut(name, 40)}=…+…",),
                source=SOURCE,
                sure="likely",
            )
            return
