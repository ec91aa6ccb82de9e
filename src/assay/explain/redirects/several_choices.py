"""300: there is more than one representation, and the client has to choose."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is offered."""
    response = evidence.response
    if response is None:
        return
    names = ("location", "link", "alternates")
    yield Explanation(
        rule="several-choices",
        means="The server has more than one answer to this and leaves the choice to you.",
        remedy="Ask for one of those that are offered.",
        evidence=("300", *(field(name.title(), value) for name in names for value in values(response, name)[:2])),
        source=SOURCE,
    )
