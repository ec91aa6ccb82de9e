"""451: a demand of the law keeps the resource back; `Link` with rel=blocked-by may name who."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 7725, 3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Who blocks it, if told."""
    response = evidence.response
    link = response.header("link") if response else None
    yield Explanation(
        rule="legal-reasons",
        means="The server keeps this back because the law asks it to, perhaps only where you are.",
        evidence=("451", *((field("Link", link),) if link else ())),
        source=SOURCE,
    )
