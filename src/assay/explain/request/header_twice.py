"""A header that may stand once was sent twice with two values: Content-Type, Authorization, Host, Content-Length."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 5.3"
ONCE = ("content-type", "authorization", "host", "content-length")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Each of them."""
    fields = sent.headers(evidence.exchanges[-1])
    for name in ONCE:
        values = [value for key, value in fields if key.lower() == name]
        if len(set(values)) > 1:
            title = name.title()
            yield Explanation(
                rule="header-twice",
                means=f"{title} was sent {len(values)} times; servers take the first, the last or none.",
                remedy="Leave all but one out.",
                evidence=(f"{title}: {len(values)} times",),
                source=SOURCE,
            )
