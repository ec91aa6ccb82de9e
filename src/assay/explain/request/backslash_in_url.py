"""A URL with a backslash before `&`, `?` or `=`: an escape for the shell inside quotes, where it is none."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 2"
ESCAPE = Pattern(r"(?:\\|%5[Cc])[&?=]")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was escaped."""
    url = evidence.transfer.url if evidence.transfer else evidence.exchanges[-1].request.url
    found = ESCAPE.search(url[:16_384])
    if found:
        yield Explanation(
            rule="backslash-in-url",
            means=f"The URL has a backslash before {found[0][-1]}, which was sent along.",
            remedy="Inside quotes nothing has to be escaped: take the backslashes out.",
            evidence=(f"in the URL: {found[0]}",),
            source=SOURCE,
        )
