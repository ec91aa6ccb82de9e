"""304: nothing has changed since the copy that the request told of, so there is no body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4.5"
CONDITIONS = ("If-None-Match", "If-Modified-Since")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The condition that was sent, or that there was none."""
    exchange = evidence.exchanges[-1]
    conditions = [(name, value) for name in CONDITIONS if (value := sent.header(exchange, name))]
    yield Explanation(
        rule="not-modified",
        means="Nothing has changed since the copy that the request told of; therefore the body is empty."
        if conditions
        else "The server answers that nothing has changed, though the request told of no copy.",
        remedy=f"Leave {conditions[0][0]} out to get the whole answer." if conditions else "",
        evidence=("304", *(field(name, value) for name, value in conditions)),
        source=SOURCE,
    )
