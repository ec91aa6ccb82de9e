"""A header's name or value, or the body, begins with the quotation mark that was to be the shell's."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 5.1"
IN_QUOTES = Pattern(rb"\s*'\s*[\[{]")
WHOLE = frozenset({"authorization", "content-type", "accept", "x-api-key"})
"""Headers whose value is never one quoted string."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where it stands."""
    exchange = evidence.exchanges[-1]
    for name, value in sent.headers(exchange):
        quoted = name.lower() in WHOLE and value[:1] in ("'", '"')
        if name[:1] in ("'", '"') or quoted:
            yield _told(f"the header {cut(name, 40)}", f"{cut(name, 40)}: {'***' if quoted else cut(value, 40)}")
            return
    if IN_QUOTES.match((sent.body(exchange) or b"")[:200]):
        yield _told("the body", "body begins with '{" if b"{" in (sent.body(exchange) or b"")[:20] else "body: '[")


def _told(place: str, seen: str) -> Explanation:
    return Explanation(
        rule="quotes-kept",
        means=f"A quotation mark of the command line was sent along, in {place}.",
        remedy='Windows\' cmd.exe knows only double quotes: write "…", and \\" for those inside.',
        evidence=(seen,),
        source=SOURCE,
    )
