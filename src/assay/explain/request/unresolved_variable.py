"""`{{name}}` in the URL, in a header or in the body: a variable that nobody resolved."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.placeholders import TEMPLATE
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "Postman, Variables"
LONGEST = 262_144


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one, and where it stands."""
    exchange = evidence.exchanges[-1]
    texts = [("the URL", exchange.request.url[:16_384])]
    texts += [(f"the header {name}", value[:16_384]) for name, value in sent.headers(exchange) if "{" in value]
    texts.append(("the body", (sent.body(exchange) or b"")[:LONGEST].decode("utf-8", "replace")))
    for place, text in texts:
        found = TEMPLATE.search(text)
        if found:
            yield Explanation(
                rule="unresolved-variable",
                means=f"The variable {cut(found[0], 60)} was sent as it is written, in {place}.",
                remedy="Put the value in its place: curl knows no such variables"
                " (--variable and --expand-… are its own way).",
                evidence=(f"in {place}: {cut(found[0], 60)}",),
                source=SOURCE,
            )
            return
