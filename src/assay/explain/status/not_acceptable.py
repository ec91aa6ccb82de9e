"""406: the server has no representation that fits Accept, Accept-Language or Accept-Encoding."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.7"
SENT = ("Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset")
OFFERED = ("Alternates", "Link", "Accept", "Content-Type")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was asked for, and what is offered."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None:
        return
    asked = [(name, value) for name in SENT if (value := sent.header(exchange, name)) and value != "*/*"]
    offered = [field(name, value) for name in OFFERED[:3] for value in values(response, name)[:2]]
    yield Explanation(
        rule="not-acceptable",
        means="The server has nothing in the form that was asked for"
        + (f" ({asked[0][0]}: {asked[0][1][:60]})." if asked else "."),
        remedy="Ask for what it offers, or for anything: -H 'Accept: */*'.",
        evidence=(
            "406",
            *(f"sent: {field(name, value)}" for name, value in asked),
            *(f"offered: {each}" for each in offered),
        ),
        source=SOURCE,
    )
