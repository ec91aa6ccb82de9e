"""`Authorization` that names its scheme twice, as `Bearer Bearer …`, or writes a colon or quotation marks around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 11.4"
TWICE = Pattern(r"\s*(bearer|basic|digest|token)[\s:]+(bearer|basic|digest|token)[\s:]", re.IGNORECASE)
COLON = Pattern(r"\s*(bearer|basic|token)\s*:", re.IGNORECASE)
NAMED = Pattern(r"\s*authorization\s*:", re.IGNORECASE)
QUOTED = Pattern(r"\s*(?:[\"'“\u2018]|(?:bearer|basic|token)\s+[\"'“\u2018])", re.IGNORECASE)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first fault of its form."""
    value = (sent.header(evidence.exchanges[-1], "authorization") or "")[:2000]
    for pattern, means, remedy in (
        (NAMED, "the name of the header a second time", "Leave the name out of the value."),
        (TWICE, "the scheme twice", "Leave one of the two out."),
        (COLON, "a colon after the scheme", "Write a space in its place: Bearer TOKEN."),
        (QUOTED, "quotation marks around the credentials", "Leave the quotation marks out."),
    ):
        found = pattern.match(value)
        if found:
            yield Explanation(
                rule="scheme-twice",
                means=f"The value of Authorization has {means}.",
                remedy=remedy,
                evidence=(f"Authorization: {found[0].strip()} ***",),
                source=SOURCE,
            )
            return
